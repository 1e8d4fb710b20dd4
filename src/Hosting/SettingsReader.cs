using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Feedlog.Extensions.Hosting;

/// <summary>
/// Reads options from configuration, by hand: it works when trimmed, and a name that is not known is an error instead
/// of a setting that silently does nothing.
/// </summary>
internal static class SettingsReader
{
    private const string Budgets = "Budgets";
    private const string UpkeepSection = "Upkeep";

    private static readonly Dictionary<string, Action<FeedlogHostOptions, IConfigurationSection>> s_settings =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Path"] = (options, value) => options.Path = Text(value),
            ["OpenLazily"] = (options, value) => options.OpenLazily = Flag(value),
            ["Name"] = (options, value) => options.Store = options.Store with { Name = Text(value) },
            ["Analyzer"] = (options, value) => options.Store = options.Store with { Analyzer = Text(value) },
            ["CreateIfMissing"] =
                (options, value) => options.Store = options.Store with { CreateIfMissing = Flag(value) },
            ["Durability"] =
                (options, value) => options.Store = options.Store with { Durability = Word<Durability>(value) },
            ["ReadMode"] =
                (options, value) => options.Store = options.Store with { ReadMode = Word<ReadMode>(value) },
            ["SegmentBytes"] =
                (options, value) => options.Store = options.Store with { SegmentBytes = (int)Number(value) },
            ["QueueBytes"] = (options, value) => options.Store = options.Store with { QueueBytes = Number(value) },
            ["HotKeyBytes"] = (options, value) => options.Store = options.Store with { HotKeyBytes = Number(value) },
            ["SyncInterval"] = (options, value) => options.Store = options.Store with { SyncInterval = Time(value) },
            [Budgets] = (options, section) => ReadAll(options.Budgets, section, s_budgets!),
            [UpkeepSection] = (options, section) =>
            {
                if (section.Value is not null) options.Upkeep = Flag(section) ? options.Upkeep ?? new() : null;
                if (options.Upkeep is not null) ReadAll(options, section, s_upkeep!);
            },
        };

    private static readonly Dictionary<string, Action<FeedlogBudgets, IConfigurationSection>> s_budgets =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Append"] = (budgets, value) => budgets.Append = Time(value),
            ["Get"] = (budgets, value) => budgets.Get = Time(value),
            ["Search"] = (budgets, value) => budgets.Search = Time(value),
            ["Sync"] = (budgets, value) => budgets.Sync = Time(value),
            ["Window"] = (budgets, value) => budgets.Window = Time(value),
            ["CallsMin"] = (budgets, value) => budgets.CallsMin = (int)Number(value),
        };

    private static readonly Dictionary<string, Action<FeedlogHostOptions, IConfigurationSection>> s_upkeep =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["IdleTime"] = (options, value) => Upkeep(options, upkeep => upkeep with { IdleTime = Time(value) }),
            ["JobTime"] = (options, value) => Upkeep(options, upkeep => upkeep with { JobTime = Time(value) }),
            ["ScrubPeriod"] = (options, value) => Upkeep(options, upkeep => upkeep with { ScrubPeriod = Time(value) }),
            ["ScrubBytes"] = (options, value) => Upkeep(options, upkeep => upkeep with { ScrubBytes = Number(value) }),
            ["ScrubBytesPerSecond"] =
                (options, value) => Upkeep(options, upkeep => upkeep with { ScrubBytesPerSecond = Number(value) }),
        };

    /// <summary>The names of all settings, those of sections with their section.</summary>
    public static IEnumerable<string> Names =>
    [
        .. s_settings.Keys.Where(name => name != Budgets),
        .. s_budgets.Keys.Select(name => $"{Budgets}:{name}"),
        .. s_upkeep.Keys.Select(name => $"{UpkeepSection}:{name}"),
    ];

    /// <summary>Sets what a section gives.</summary>
    /// <exception cref="FormatException">A setting is not known or cannot be read; the message names it.</exception>
    public static void Read(FeedlogHostOptions options, IConfiguration section) =>
        ReadAll(options, section, s_settings);

    private static void ReadAll<T>(
        T options, IConfiguration section, Dictionary<string, Action<T, IConfigurationSection>> settings)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!settings.TryGetValue(child.Key, out Action<T, IConfigurationSection>? set))
            {
                throw new FormatException(
                    $"{child.Path} is no setting of Feedlog. There are: {string.Join(", ", settings.Keys)}.");
            }

            set(options, child);
        }
    }

    private static void Upkeep(FeedlogHostOptions options, Func<UpkeepOptions, UpkeepOptions> change) =>
        options.Upkeep = change(options.Upkeep ?? new UpkeepOptions());

    private static string Text(IConfigurationSection value) => value.Value ?? throw Wrong(value, "a text");

    private static bool Flag(IConfigurationSection value) =>
        bool.TryParse(value.Value, out bool flag) ? flag : throw Wrong(value, "true or false");

    private static long Number(IConfigurationSection value) =>
        long.TryParse(value.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Wrong(value, "a whole number");

    private static TimeSpan Time(IConfigurationSection value) =>
        TimeSpan.TryParse(value.Value, CultureInfo.InvariantCulture, out TimeSpan time)
            ? time
            : throw Wrong(value, "a time such as 00:00:00.100");

    private static T Word<T>(IConfigurationSection value)
        where T : struct, Enum =>
        Enum.TryParse(value.Value, ignoreCase: true, out T word) && Enum.IsDefined(word)
            ? word
            : throw Wrong(value, string.Join(" or ", Enum.GetNames<T>()));

    private static FormatException Wrong(IConfigurationSection value, string wanted) =>
        new($"{value.Path} is '{value.Value}'; it must be {wanted}.");
}
