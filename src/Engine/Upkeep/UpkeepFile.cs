using System.Text.Json;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Upkeep;

/// <summary>
/// The file in which jobs keep where they were. Nothing depends on it: without it, or if it cannot be read, they begin
/// anew. FORMAT.md section 2.
/// </summary>
internal static class UpkeepFile
{
    private const long BytesMax = 1024 * 1024;
    private const string Jobs = "jobs";
    private const string RanAt = "ranAt";
    private const string Text = "text";

    /// <summary>What was kept, by the names of jobs; empty if there is nothing that can be read.</summary>
    public static Dictionary<string, JobState> Read(IStorage storage)
    {
        Dictionary<string, JobState> states = new(StringComparer.Ordinal);
        try
        {
            if (!storage.List("").Contains(StoreLayout.Upkeep)) return states;
            using IStorageFile file = storage.Open(StoreLayout.Upkeep, StorageOpen.Read);
            if (file.LengthBytes > BytesMax) return states;
            byte[] bytes = new byte[file.LengthBytes];
            using JsonDocument document = JsonDocument.Parse(bytes.AsMemory(0, file.Read(0, bytes)));
            foreach (JsonProperty job in document.RootElement.GetProperty(Jobs).EnumerateObject())
                states[job.Name] = Parse(job.Value);
        }
        catch (Exception failure) when (
            failure is IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            states.Clear();
        }

        return states;
    }

    /// <summary>Replaces the file in one step.</summary>
    /// <exception cref="IOException">It could not be written; the old one is still there.</exception>
    public static void Write(IStorage storage, IReadOnlyDictionary<string, JobState> states)
    {
        storage.Delete(StoreLayout.UpkeepDraft);
        using (IStorageFile draft = storage.Open(StoreLayout.UpkeepDraft, StorageOpen.Create))
        {
            draft.Write(0, Format(states));
            draft.Sync();
        }

        storage.Rename(StoreLayout.UpkeepDraft, StoreLayout.Upkeep);
    }

    private static JobState Parse(JsonElement job)
    {
        JobState state = new();
        foreach (JsonProperty member in job.EnumerateObject())
        {
            if (member.Name == RanAt && member.Value.TryGetInt64(out long ranAtMs)) state.RanAtMs = ranAtMs;
            else if (member.Name == Text) state.Text = member.Value.GetString() ?? "";
            else if (member.Value.TryGetInt64(out long number)) state[member.Name] = number;
        }

        return state;
    }

    private static byte[] Format(IReadOnlyDictionary<string, JobState> states)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject(Jobs);
            foreach ((string name, JobState state) in states)
            {
                json.WriteStartObject(name);
                json.WriteNumber(RanAt, state.RanAtMs);
                if (state.Text.Length > 0) json.WriteString(Text, state.Text);
                foreach ((string member, long number) in state.Numbers) json.WriteNumber(member, number);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
