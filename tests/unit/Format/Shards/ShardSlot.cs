using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>A frame of a shard with its address and its time of recording.</summary>
internal sealed record ShardSlot(FrameAddress Address, byte[] Frame, long RecordedAtMs)
{
    public bool Equals(ShardSlot? other) => other is not null && Address == other.Address &&
        RecordedAtMs == other.RecordedAtMs && Frame.AsSpan().SequenceEqual(other.Frame);

    public override int GetHashCode() => Address.GetHashCode();
}
