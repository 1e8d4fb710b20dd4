#!/usr/bin/env python3
"""Makes the test vectors of FORMAT.md section 15 from the words of the specification alone.

It shares no code with the library: struct and zlib come with Python, XXH3 from the reference library libxxhash.so.0
(Debian package libxxhash0). Without arguments it prints the vectors; with the path of FORMAT.md it compares every
vector that stands there and ends with 1 if one differs or is missing.
"""
import ctypes
import math
import re
import struct
import sys
import zlib

LIB = ctypes.CDLL("libxxhash.so.0")
LIB.XXH3_64bits_withSeed.restype = ctypes.c_uint64
LIB.XXH3_64bits_withSeed.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]


class Wide(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


LIB.XXH3_128bits_withSeed.restype = Wide
LIB.XXH3_128bits_withSeed.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]

STORE_ID = bytes.fromhex("00112233445566778899aabbccddeeff")
SALT = 0x0123456789ABCDEF
NEVER = 0x7FFFFFFFFFFFFFFF
RECORD, TOMBSTONE, VECTOR, COMMIT, FOOTER = 1, 2, 3, 4, 5
HAS_KEY, BY_ID, GENERATED_ID = 1, 2, 4
KIND, TAGS, STREAM, EXPIRY = 1, 2, 3, 5
PAGE, PAYLOAD = 4096, 4032
RUN, DEATHS = 1, 2
ENTRY_BYTES = {1: 32, 2: 4, 3: 8, 4: 4, 5: 64, 6: 8, 7: 4, 8: 64, 9: 64, 10: 32, 11: 64, 12: 32, 13: 64, 14: 32,
               15: 64, 32: 16, 33: 16, 34: 64}


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


def index_entry(file):
    """The manifest's entry for an index file: most of it stands in the file's header."""
    kind, number = struct.unpack_from("<IQ", file, 12)
    return struct.pack("<QII", number, kind, 0) + file[40:104] + struct.pack("<QQ", len(file), 0)


def manifest(generation, next_segment, next_index, floor, time, analyzer, unicode_version, entries, runs=(), deaths=(),
             words=()):
    files = [index_entry(file) for file in (*runs, *deaths, *words)]
    total = 176 + 96 * (len(entries) + len(files)) + 8
    bytes_ = b"FEEDMANI" + struct.pack("<II", 2, total) + STORE_ID + struct.pack(
        "<QQQQQQQq", SALT, 0, 0, generation, next_segment, next_index, floor, time)
    bytes_ += analyzer.ljust(32, b"\0") + unicode_version.ljust(16, b"\0")
    bytes_ += struct.pack("<IIIII", len(entries), 0, len(runs), len(deaths), len(words)) + bytes(12)
    bytes_ += b"".join(entries + files)
    return bytes_ + struct.pack("<Q", xxh3(bytes_))


def watermark(counter, durable_group, segment, end, group, sequence):
    bytes_ = b"FEEDMARK" + struct.pack("<QQQQQQ", counter, durable_group, segment, end, group, sequence)
    return bytes_ + struct.pack("<Q", xxh3(bytes_, place_seed(SALT, 0, counter % 2 * 4096)))


def frame_v1(ident, time, content, metadata):
    bytes_ = b"\xfe\xed\x01" + struct.pack(">I", len(ident)) + ident + struct.pack(">q", time)
    bytes_ += struct.pack(">I", len(content)) + content + struct.pack(">I", len(metadata)) + metadata
    return bytes_ + struct.pack(">I", zlib.crc32(bytes_))


def vector(target, element_type, values, model, scale=0.0):
    code = {1: "f", 2: "e", 3: "b"}[element_type]
    return struct.pack("<QHBBf", target, len(values), element_type, len(model), scale) + struct.pack(
        f"<{len(values)}{code}", *values) + model


def mix(x):
    x ^= x >> 33
    x = x * 0xFF51AFD7ED558CCD % 2**64
    x ^= x >> 33
    x = x * 0xC4CEB9FE1A85EC53 % 2**64
    return x ^ x >> 33


def key_hash(stream, key):
    text = stream + b"\xff" + key
    wide = LIB.XXH3_128bits_withSeed(text, len(text), SALT)
    return wide.high, wide.low


def directory(tags):
    """Of the sorted tags of all entries: where each bucket begins, and the end."""
    bits = 1
    while 2**bits * 4 < len(tags):
        bits += 1
    return [struct.pack("<I", sum(tag >> (32 - bits) < bucket for tag in tags)) for bucket in range(2**bits + 1)]


def bloom(hashes):
    count = max(1, -(-len(hashes) * 10 // 512))
    blocks = [0] * count
    for h in hashes:
        first, step = h & 511, (h >> 9 & 511) | 1
        for i in range(7):
            blocks[(h >> 32) * count >> 32] |= 1 << (first + i * step) % 512
    return [block.to_bytes(64, "little") for block in blocks]


def tag_sections(first, entries):
    """Of (tag, low half) in any order: the section with this number, its directory and its filter."""
    tags = sorted(tag for tag, _ in entries)
    return {
        first: [struct.pack("<Q", tag << 32 | low) for tag, low in sorted(entries)],
        first + 1: directory(tags) if tags else [],
        first + 2: bloom([tag << 32 | mix(tag) % 2**32 for tag in tags]) if tags else []}


def fences(entries):
    return entries[::PAYLOAD // len(entries[0])] if entries else []


def packed_page(rows):
    """The bytes of a packed page with these rows of a time and a sequence; longer than a page if they do not fit."""
    first = rows[0][0]
    unit = math.gcd(*(time - first for time, _ in rows)) or 1
    rests = {slope: [row[1] - slope * k for k, row in enumerate(rows)] for slope in (0, 1, -1)}
    slope = min(rests, key=lambda s: (max(rests[s]) - min(rests[s])).bit_length())
    low = min(rests[slope])
    a = ((rows[-1][0] - first) // unit).bit_length()
    b = (max(rests[slope]) - low).bit_length()
    bits = 0
    for k, (time, _) in enumerate(rows):
        bits |= ((time - first) // unit | (rests[slope][k] - low) << a) << k * (a + b)
    head = struct.pack("<HBBb3xQqQ", len(rows), a, b, slope, unit, first, low % 2**64)
    return head + bits.to_bytes(-(-len(rows) * (a + b) // 8), "little")


def packed(rows):
    """The pages of a section of rows of a time and a sequence, as entries of 64 bytes, and their fences."""
    rows, pages, fences_, first = sorted(rows), [], [], 0
    while first < len(rows):
        count = 1
        while count < min(16_384, len(rows) - first) and len(packed_page(rows[first:first + count + 1])) <= PAYLOAD:
            count += 1
        page = packed_page(rows[first:first + count]).ljust(PAYLOAD, b"\0")
        pages += [page[i:i + 64] for i in range(0, PAYLOAD, 64)]
        fences_.append(struct.pack("<qQQII", *rows[first], first, count, 0))
        first += count
    return pages, fences_


def index_file(kind, number, stretch, count, time, sections):
    """The whole file: `stretch` is first and last sequence, first and last group, last commit, end segment and end."""
    sections = [(t, entries) for t, entries in sorted(sections.items()) if entries]
    payloads, table = [], b""
    for t, entries in sections:
        assert all(len(entry) == ENTRY_BYTES[t] for entry in entries)
        table += struct.pack("<HHIQQQ", t, 0, ENTRY_BYTES[t], 1 + len(payloads), len(entries), 0)
        per_page = PAYLOAD // ENTRY_BYTES[t]
        payloads += [b"".join(entries[i:i + per_page]) for i in range(0, len(entries), per_page)]
    head = b"FEEDINDX" + struct.pack("<IIQ", 4, kind, number) + STORE_ID + struct.pack("<QQQQQQQ", *stretch)
    head += struct.pack("<QQqII", count, 1 + len(payloads), time, len(sections), 0) + bytes(16) + table
    file = b""
    for payload in [head] + payloads:
        payload = payload.ljust(PAYLOAD, b"\0")
        file += payload + struct.pack("<Q", xxh3(payload, place_seed(SALT, number | 2**63, len(file)))) + bytes(56)
    return file


def run_file(number, stretch, time, extents, slots, records, groups, state):
    """`records` are (slot, sequence, id, stream, key, timestamp, expiry); the others are rows of their sections."""
    times, time_fences = packed((r[5], r[1]) for r in records)
    groups, group_fences = packed(groups)
    expiries, expiry_fences = packed((r[6], r[1]) for r in records if r[6] != NEVER)
    return index_file(RUN, number, stretch, len(records), time, {
        1: [struct.pack("<QQQQ", *extent) for extent in extents],
        2: [struct.pack("<I", offset // 8 | (0 if is_record else 2**31)) for offset, is_record in slots],
        **tag_sections(3, [(mix(r[2] ^ SALT) >> 32, r[0]) for r in records]),
        **tag_sections(6, [(key_hash(r[3], r[4])[0] >> 32, 2**32 - 1 - r[0]) for r in records if r[4]]),
        9: times, 10: time_fences, 11: groups, 12: group_fences, 13: expiries, 14: expiry_fences, 15: state})


def deaths_file(number, stretch, time, deaths):
    """`deaths` are (victim, killer, whether a tombstone killed it)."""
    rows = [struct.pack("<QQ", victim, killer | is_tombstone << 63) for victim, killer, is_tombstone in sorted(deaths)]
    return index_file(DEATHS, number, stretch, len(rows), time, {
        32: rows, 33: fences(rows), 34: bloom([mix(victim ^ SALT) for victim, _, _ in deaths])})


def shard_file(number, year, month, time, chunk_frames):
    """A shard with raw chunks: each a list of (address, time of recording, frame)."""
    number_seed = 2**63 + 2**62 + number
    every = [row for rows in chunk_frames for row in rows]
    head = b"FEEDSHRD" + struct.pack("<II", 2, 104) + STORE_ID + struct.pack(
        "<QQQQQIIqQ", SALT, 0, 0, number, sequence_of(every[0][2]), year, month, time, 0)
    file = head + struct.pack("<Q", xxh3(head))
    entries = []
    for rows in chunk_frames:
        first, frames = rows[0][0], [row[2] for row in rows]
        width = max(1, -(-(rows[-1][0] - first).bit_length() // 8))
        raw = b"".join(struct.pack("<q", row[1]) for row in rows) + b"".join(frames)
        body = struct.pack("<Q", xxh3(b"".join(struct.pack("<Q", header_hash(f)) for f in frames)))
        body += b"".join((row[0] - first).to_bytes(width, "little") for row in rows[1:]) + raw
        body += bytes(-len(body) % 8)
        fields = struct.pack("<BBHIIIQQQQ", 0, width, len(rows), len(raw), len(raw), 0, sequence_of(frames[0]),
                             sequence_of(frames[-1]), first, rows[-1][0]) + times_of(frames) + struct.pack("<Q", xxh3(body))
        digest = struct.pack("<Q", xxh3(b"FEEDCHNK" + fields, place_seed(SALT, number_seed, len(file))))
        entries.append(struct.pack("<Q", len(file)) + fields + digest)
        file += b"FEEDCHNK" + fields + digest + body
    frames = [row[2] for row in every]
    foot = b"FEEDSEND" + struct.pack(
        "<IIQQQQQQQQQQQ", 2, 0, number, xxh3(head), len(chunk_frames), len(frames), sum(f[3] == RECORD for f in frames),
        sum(map(len, frames)), len(file), sequence_of(frames[0]), sequence_of(frames[-1]), every[0][0], every[-1][0])
    foot += times_of(frames) + struct.pack("<Q", xxh3(b"".join(struct.pack("<Q", header_hash(f)) for f in frames)))
    file += bytes(-len(file) % PAGE)
    for payload in [b"".join(entries[i:i + 42]) for i in range(0, len(entries), 42)] + [foot]:
        payload = payload.ljust(PAYLOAD, b"\0")
        file += payload + struct.pack("<Q", xxh3(payload, place_seed(SALT, number_seed, len(file)))) + bytes(56)
    return file


def sequence_of(frame_bytes):
    return struct.unpack_from("<Q", frame_bytes, 8)[0]


def times_of(frames):
    """Earliest and latest timestamp, and earliest expiry, of frames whose extensions are known."""
    times = [struct.unpack_from("<q", f, 24)[0] for f in frames]
    return struct.pack("<qqq", min(times), max(times), min(map(expiry_of, frames)))


def expiry_of(frame_bytes):
    length, key_length = struct.unpack_from("<IH", frame_bytes, 40)
    area = frame_bytes[64 + key_length:64 + key_length + length]
    while area:
        kind, size = struct.unpack_from("<HI", area)
        if kind == EXPIRY:
            return struct.unpack_from("<q", area, 6)[0]
        area = area[6 + size:]
    return NEVER


# Slot and frequency: every 30th slot, then one far away; two postings are not of frequency 1.
POSTINGS = [(100 + 30 * i, {5: 2, 20: 11}.get(i, 1)) for i in range(39)] + [(1400, 1)]
# Terms with what their values say: slot; postings, slot, frequency; postings, place, first slot; and of a table.
TERMS = [(b"\1alpha", [2 * 7]), (b"\1alphabetically-sorted", [2 * 1 + 1, 300, 4]),
         (b"\1alpine", [2 * 40 + 1, 5000, 100]), (b"\1beta", [2 * 300 + 1, 5100, 420, 3])]


def pack_numbers(numbers, width):
    bits = sum(number << i * width for i, number in enumerate(numbers))
    return bits.to_bytes((len(numbers) * width + 7) // 8, "little")


def posting_block(postings):
    """A block whose slots are differences and whose first plane is sparse (section 7.9)."""
    slots, frequencies = zip(*postings)
    gaps = [after - before - 1 for before, after in zip(slots, slots[1:])]
    width = max(gaps).bit_length()
    planes = [pack_numbers([f > n for f in frequencies if f >= n], 1) for n in (1, 2, 3)]
    kept = bytes(byte for byte in planes[0] if byte)
    mask = sum(1 << i for i, byte in enumerate(planes[0]) if byte)
    above = [f - 4 for f in frequencies if f > 3]
    above_width = max(above).bit_length()
    return bytes([0x80 | len(slots) - 1, len(planes) << 5 | width]) + pack_numbers(gaps, width) + \
        struct.pack("<H", mask) + kept + planes[1] + planes[2] + \
        bytes([above_width]) + pack_numbers(above, above_width)


def posting_entry(postings):
    """The block in a table: the pairs say 11 times at length code 60, twice at 45, once at 30."""
    size = len(posting_block(postings))
    return postings[0][0].to_bytes(3, "little") + bytes([size - 2, 11, 60, 2, 45, 1, 30, 0, 0])


def varint(number):
    more = bytes()
    while number > 0x7F:
        more += bytes([0x80 | number & 0x7F])
        number >>= 7
    return more + bytes([number])


def term_entries(terms):
    """What a page of terms of level 0 begins with (section 7.10)."""
    before = bytes()
    out = bytes()
    for term, value in terms:
        shared = next((i for i, (a, b) in enumerate(zip(before, term)) if a != b), min(len(before), len(term)))
        dropped, added = len(before) - shared, len(term) - shared
        out += bytes([min(dropped, 15) << 4 | min(added, 15)])
        out += b"".join(varint(length - 15) for length in (dropped, added) if length >= 15)
        out += term[shared:] + b"".join(varint(number) for number in value)
        before = term
    return out + bytes(1)


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
    segments = [segment_entry(1, 2, 1, 4, 1, 1, 4, end, end, time, time + 3, header_hash(closing)),
                segment_entry(2, 1, 5, 0, 2, 0, 0, 0, 0, 0, 0, 0)]
    yield "manifest", manifest(5, 3, 1, 0, time, b"standard", b"16.0.0", segments)
    yield "watermark-slot-0", watermark(4, 0, 1, 120, 0, 0)
    yield "watermark-slot-1", watermark(7, 1, 1, end, 1, 4)

    yield "segment-2-header", segment_header(2, 5, 0, 2, header_hash(closing), time + 5)
    alice = extension(STREAM, b"alice")
    again = frame(RECORD, 2, 120, 5, time + 10, HAS_KEY, 0x0102030405060708, b"greeting", alice, b"again")
    once_more = frame(RECORD, 2, 120 + len(again), 6, time + 7, HAS_KEY, 0xF0E0D0C0B0A09080, b"greeting",
                      alice + extension(EXPIRY, struct.pack("<q", time + 3_600_000)), b"once more")
    at_2 = [120, 120 + len(again), 120 + len(again + once_more)]
    closing_2 = commit(2, at_2[2], 2, time + 20, [again, once_more], 5, header_hash(closing), 1)
    yield "record-again", again
    yield "record-once-more", once_more
    yield "commit-2", closing_2

    stretch = (1, 6, 1, 2, header_hash(closing_2), 2, at_2[2] + len(closing_2))
    at_1 = [at, at + len(full), at + len(full + plain), at + len(full + plain + by_key)]
    hashes = struct.pack("<QQ", header_hash(again), header_hash(once_more)).ljust(448, b"\0")
    state = [struct.pack("<QQQqqqQQ", 2, 1, 2, time + 7, time + 10, time + 3_600_000, 2, 0),
             chunk(120, at_2[2] - 120, 2, time + 7, time + 10, 5, 6, time + 3_600_000, 0)]
    state += [hashes[i:i + 64] for i in range(0, 448, 64)]
    run = run_file(
        1, stretch, time + 30, [(1, 1, 4, 0), (2, 5, 2, 4)],
        [(at_1[0], True), (at_1[1], True), (at_1[2], False), (at_1[3], False), (at_2[0], True), (at_2[1], True)],
        [(0, 1, 0x1122334455667788, b"alice", b"greeting", time, 4_102_444_800_000),
         (1, 2, 0x99AABBCCDDEEFF00, b"", b"", time + 1, NEVER),
         (4, 5, 0x0102030405060708, b"alice", b"greeting", time + 10, NEVER),
         (5, 6, 0xF0E0D0C0B0A09080, b"alice", b"greeting", time + 7, time + 3_600_000)],
        [(time + 4, 4), (time + 20, 6)], state)
    deaths = deaths_file(2, stretch, time + 30, [(1, 3, True), (2, 4, True), (5, 6, False)])
    yield "run", run
    yield "deaths", deaths
    yield "manifest-with-indexes", manifest(6, 3, 3, 0, time, b"standard", b"16.0.0", segments, [run], [deaths])
    # Of a file of words a manifest says no more than of a run.
    words = (run[:12] + struct.pack("<IQ", 3, 3) + run[24:])[:7 * PAGE]
    yield "posting-block", posting_block(POSTINGS)
    yield "posting-table-entry", posting_entry(POSTINGS)
    yield "term-page-entries", term_entries(TERMS)
    yield "manifest-with-words", manifest(7, 3, 4, 0, time, b"standard", b"16.0.0", segments, [run], [deaths], [words])

    yield "vector-f32", frame(VECTOR, 3, 120, 7, time + 40, ident=0x1122334455667788,
                              content=vector(1, 1, [0.6, -0.8, 0.0], b"m"))
    yield "vector-i8", frame(VECTOR, 3, 216, 8, time + 41, ident=0x99AABBCCDDEEFF00,
                             content=vector(2, 3, [127, -64, 0, 1], "gr\u00f6\u00dfer".encode(), 0.0078125))
    yield "shard", shard_file(1, 2023, 11, time + 60, [
        [(1 << 28 | place // 8, time + 4, f) for place, f in zip(at_1, frames)],
        [(2 << 28 | place // 8, time + 20, f) for place, f in zip(at_2, [again, once_more])]])


def seeds():
    for salt, number, offset in [(0, 0, 0), (SALT, 0, 4096), (SALT, 1, 120), (SALT, 2, 120), (SALT, 1, 128),
                                 (2**64 - 1, 2**36 - 1, 64 * 2**20)]:
        yield salt, number, offset, place_seed(salt, number, offset)


def sums():
    """Of the index files: their names, lengths and checksums."""
    for name, data in vectors():
        if name in ("run", "deaths"):
            yield f"| `{name}` | {len(data):,} | `{xxh3(data):016x}` |"


def dump(name, data):
    """The block of a vector; of an index file without the lines that are all zero."""
    is_file = len(data) >= PAGE
    rows = ((i, data[i:i + 16]) for i in range(0, len(data), 16) if not is_file or any(data[i:i + 16]))
    lines = "\n".join(f"{at:04x}: {' '.join(f'{b:02x}' for b in row)}" for at, row in rows)
    return f"```{'sparse' if is_file else 'vector'} {name}\n{lines}\n```"


def compare(path):
    text = open(path, encoding="utf-8").read()
    found = dict((name, block) for block, name in re.findall(r"(?s)(```(?:vector|sparse) ([a-z0-9-]+)\n.*?```)", text))
    bad = [name for name, data in vectors() if found.get(name) != dump(name, data)]
    bad += sorted(set(found) - {name for name, _ in vectors()})
    bad += [f"seed {o}" for s, n, o, v in seeds() if f"| `{s:016x}` | {n} | {o} | `{v:016x}` |" not in text]
    bad += [line for line in sums() if line not in text]
    print("differs or is missing: " + ", ".join(bad) if bad else f"{len(found)} vectors agree")
    return 1 if bad else 0


def show():
    for salt, number, offset, seed in seeds():
        print(f"| `{salt:016x}` | {number} | {offset} | `{seed:016x}` |")
    for name, data in vectors():
        print("\n" + dump(name, data))
    print("\n" + "\n".join(sums()))
    return 0


if __name__ == "__main__":
    sys.exit(compare(sys.argv[1]) if len(sys.argv) > 1 else show())
