#!/usr/bin/env python3
"""Makes the test vectors of FORMAT.md section 15 from the words of the specification alone.

It shares no code with the library: struct and zlib come with Python, XXH3 from the reference library libxxhash.so.0
(Debian package libxxhash0). Without arguments it prints the vectors; with the path of FORMAT.md it compares every
vector that stands there and ends with 1 if one differs or is missing.
"""
import ctypes
import re
import struct
import sys
import zlib

LIB = ctypes.CDLL("libxxhash.so.0")
LIB.XXH3_64bits_withSeed.restype = ctypes.c_uint64
LIB.XXH3_64bits_withSeed.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]

STORE_ID = bytes.fromhex("00112233445566778899aabbccddeeff")
SALT = 0x0123456789ABCDEF
NEVER = 0x7FFFFFFFFFFFFFFF
RECORD, TOMBSTONE, COMMIT, FOOTER = 1, 2, 4, 5
HAS_KEY, BY_ID, GENERATED_ID = 1, 2, 4
KIND, TAGS, STREAM, EXPIRY = 1, 2, 3, 5


def xxh3(data, seed=0):
    return LIB.XXH3_64bits_withSeed(data, len(data), seed)


def place_seed(salt, number, offset):
    return (salt + number * 0x9E3779B97F4A7C15 + offset * 0xD6E8FEB86659FD93) % 2**64


def extension(kind, value):
    return struct.pack("<HI", kind, len(value)) + value


def frame(kind, number, offset, sequence, time, flags=0, ident=0, key=b"", extensions=b"", content=b"", metadata=b""):
    body = key + extensions + content + metadata
    body += bytes(-len(body) % 8)
    head = b"\xfe\xed\x02" + struct.pack(
        "<BIQQqIIIHHQ", kind, 64 + len(body), sequence, ident, time,
        len(content), len(metadata), len(extensions), len(key), flags, xxh3(body))
    return head + struct.pack("<Q", xxh3(head, place_seed(SALT, number, offset))) + body


def header_hash(frame_bytes):
    return struct.unpack_from("<Q", frame_bytes, 56)[0]


def commit(number, offset, group, time, frames, first, previous, durable):
    group_hash = xxh3(b"".join(struct.pack("<Q", header_hash(f)) for f in frames))
    content = struct.pack("<QIIQQQQ", first, len(frames), 0, sum(map(len, frames)), group_hash, previous, durable)
    return frame(COMMIT, number, offset, group, time, content=content)


def segment_header(number, first_sequence, gap, first_group, previous, time):
    head = b"FEEDSEGM" + struct.pack("<II", 2, 120) + STORE_ID + struct.pack(
        "<QQQQQQQQqQ", SALT, 0, 0, number, first_sequence, gap, first_group, previous, time, 0)
    return head + struct.pack("<Q", xxh3(head))


def chunk(offset, length, slots, time_min, time_max, first, last, expiry, digest):
    return struct.pack("<QIIqqQQqQ", offset, length, slots, time_min, time_max, first, last, expiry, digest)


def footer(number, offset, time, slots, groups, first, last, first_group, last_group,
           time_min, time_max, expiry, last_commit, chunks):
    content = struct.pack("<QQQQQQqqqQQII", slots, groups, first, last, first_group, last_group,
                          time_min, time_max, expiry, last_commit, offset, len(chunks), 0) + b"".join(chunks)
    return frame(FOOTER, number, offset, last, time, content=content)


def segment_entry(number, state, first, last, first_group, last_group, slots, end, foot, time_min, time_max, commit_hash):
    return struct.pack("<QIIQQQQQQQqqQ", number, state, 0, first, last, first_group, last_group,
                       slots, end, foot, time_min, time_max, commit_hash)


def manifest(generation, next_segment, next_index, floor, time, analyzer, unicode_version, entries):
    total = 176 + 96 * len(entries) + 8
    bytes_ = b"FEEDMANI" + struct.pack("<II", 2, total) + STORE_ID + struct.pack(
        "<QQQQQQQq", SALT, 0, 0, generation, next_segment, next_index, floor, time)
    bytes_ += analyzer.ljust(32, b"\0") + unicode_version.ljust(16, b"\0")
    bytes_ += struct.pack("<IIII", len(entries), 0, 0, 0) + bytes(16) + b"".join(entries)
    return bytes_ + struct.pack("<Q", xxh3(bytes_))


def watermark(counter, durable_group, segment, end, group, sequence):
    bytes_ = b"FEEDMARK" + struct.pack("<QQQQQQ", counter, durable_group, segment, end, group, sequence)
    return bytes_ + struct.pack("<Q", xxh3(bytes_, place_seed(SALT, 0, counter % 2 * 4096)))


def frame_v1(ident, time, content, metadata):
    bytes_ = b"\xfe\xed\x01" + struct.pack(">I", len(ident)) + ident + struct.pack(">q", time)
    bytes_ += struct.pack(">I", len(content)) + content + struct.pack(">I", len(metadata)) + metadata
    return bytes_ + struct.pack(">I", zlib.crc32(bytes_))


def vectors():
    time = 1_700_000_000_000
    greeting = "Gr\u00fc\u00dfe".encode()
    yield "v1-empty", frame_v1(b"", 0, b"", b"")
    yield "v1-full", frame_v1(
        b"note-1", time, greeting, b'{"_feedlog":{"key":"greeting","kind":"note"},"lang":"de"}')

    yield "segment-header", segment_header(1, 1, 0, 1, 0, time)
    extensions = (extension(STREAM, b"alice") + extension(KIND, b"note") +
                  extension(TAGS, b"\x02\x00de\x06\x00polite") + extension(EXPIRY, struct.pack("<q", 4_102_444_800_000)))
    at = 120
    full = frame(RECORD, 1, at, 1, time, HAS_KEY | GENERATED_ID, 0x1122334455667788,
                 b"greeting", extensions, greeting, b'{"lang":"de"}')
    plain = frame(RECORD, 1, at + len(full), 2, time + 1, 0, 0x99AABBCCDDEEFF00, content=b"hi")
    by_key = frame(TOMBSTONE, 1, at + len(full + plain), 3, time + 2, HAS_KEY,
                   key=b"greeting", extensions=extension(STREAM, b"alice"))
    by_id = frame(TOMBSTONE, 1, at + len(full + plain + by_key), 4, time + 3, BY_ID, 0x99AABBCCDDEEFF00)
    frames = [full, plain, by_key, by_id]
    end = at + sum(map(len, frames))
    closing = commit(1, end, 1, time + 4, frames, 1, 0, 0)
    end += len(closing)
    yield "record-full", full
    yield "record-plain", plain
    yield "tombstone-by-key", by_key
    yield "tombstone-by-id", by_id
    yield "commit", closing

    yield "footer", footer(7, 65_536, time + 90_000, 60, 3, 1001, 1060, 31, 33, time, time + 59, time + 3_600_000,
                           0x0F1E2D3C4B5A6978, [
        chunk(120, 50_000, 50, time, time + 49, 1001, 1050, NEVER, 0x1111111111111111),
        chunk(50_232, 15_192, 10, time + 50, time + 59, 1051, 1060, time + 3_600_000, 0x2222222222222222)])
    yield "manifest", manifest(5, 3, 1, 0, time, b"standard", b"16.0.0", [
        segment_entry(1, 2, 1, 4, 1, 1, 4, end, end, time, time + 3, header_hash(closing)),
        segment_entry(2, 1, 5, 0, 2, 0, 0, 0, 0, 0, 0, 0)])
    yield "watermark-slot-0", watermark(4, 0, 1, 120, 0, 0)
    yield "watermark-slot-1", watermark(7, 1, 1, end, 1, 4)


def seeds():
    for salt, number, offset in [(0, 0, 0), (SALT, 0, 4096), (SALT, 1, 120), (SALT, 2, 120), (SALT, 1, 128),
                                 (2**64 - 1, 2**36 - 1, 64 * 2**20)]:
        yield salt, number, offset, place_seed(salt, number, offset)


def dump(data):
    rows = (data[i:i + 16] for i in range(0, len(data), 16))
    return "\n".join(f"{i * 16:04x}: {' '.join(f'{b:02x}' for b in row)}" for i, row in enumerate(rows))


def compare(path):
    text = open(path, encoding="utf-8").read()
    found = {name: bytes.fromhex(re.sub(r"(?m)^[0-9a-f]{4}:|\s", "", body))
             for name, body in re.findall(r"```vector ([a-z0-9-]+)\n(.*?)```", text, re.S)}
    bad = [name for name, data in vectors() if found.get(name) != data]
    bad += sorted(set(found) - {name for name, _ in vectors()})
    bad += [f"seed {o}" for s, n, o, v in seeds() if f"| `{s:016x}` | {n} | {o} | `{v:016x}` |" not in text]
    print("differs or is missing: " + ", ".join(bad) if bad else f"{len(found)} vectors agree")
    return 1 if bad else 0


def show():
    for salt, number, offset, seed in seeds():
        print(f"| `{salt:016x}` | {number} | {offset} | `{seed:016x}` |")
    for name, data in vectors():
        print(f"\n```vector {name}\n{dump(data)}\n```")
    return 0


if __name__ == "__main__":
    sys.exit(compare(sys.argv[1]) if len(sys.argv) > 1 else show())
