using Feedlog.Extensions.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Feedlog.Extensions.DependencyInjection;

/// <summary>Adds stores to a container.</summary>
/// <remarks>
/// A store is a singleton, <see cref="FeedlogStore"/>, that the host opens when it starts and closes when it has
/// stopped. A container that is used without a host opens it when it is first asked for, and must be disposed of
/// asynchronously. Beside it <see cref="FeedlogAlarms"/> can be resolved.
/// </remarks>
public static class FeedlogServiceCollectionExtensions
{
    private const string DefaultName = "default";

    /// <summary>Adds the store in the folder <c>feedlog</c>.</summary>
    /// <param name="services">The container.</param>
    public static IServiceCollection AddFeedlog(this IServiceCollection services) => services.AddFeedlog(_ => { });

    /// <summary>Adds a store.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets where it is and how it is opened.</param>
    public static IServiceCollection AddFeedlog(
        this IServiceCollection services, Action<FeedlogHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<FeedlogHostOptions>(DefaultName).Configure(configure);
        services.AddStoreHost(DefaultName);
        services.AddSingleton(provider => Open(provider, DefaultName));
        services.AddSingleton(provider => HostOf(provider, DefaultName).Alarms);
        return services;
    }

    /// <summary>Adds a store as a section of the configuration says; docs/HOSTING.md lists the settings.</summary>
    /// <param name="services">The container.</param>
    /// <param name="section">The section. It is read when the store is opened: a setting that is not known or cannot be
    /// read is a <see cref="FormatException"/> then.</param>
    public static IServiceCollection AddFeedlog(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddFeedlog(options => SettingsReader.Read(options, section));
    }

    /// <summary>Adds a store under a key, beside others.</summary>
    /// <param name="services">The container.</param>
    /// <param name="key">The key, which is also the name of the store in telemetry, logs and health checks.</param>
    /// <param name="configure">Sets where it is and how it is opened.</param>
    public static IServiceCollection AddKeyedFeedlog(
        this IServiceCollection services, string key, Action<FeedlogHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<FeedlogHostOptions>(key).Configure(configure);
        services.AddStoreHost(key);
        services.AddKeyedSingleton(key, (provider, _) => Open(provider, key));
        services.AddKeyedSingleton(key, (provider, _) => HostOf(provider, key).Alarms);
        return services;
    }

    /// <summary>Adds a store under a key as a section of the configuration says.</summary>
    /// <param name="services">The container.</param>
    /// <param name="key">The key, which is also the name of the store in telemetry, logs and health checks.</param>
    /// <param name="section">The section; see the overload without a key.</param>
    public static IServiceCollection AddKeyedFeedlog(
        this IServiceCollection services, string key, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddKeyedFeedlog(key, options => SettingsReader.Read(options, section));
    }

    /// <summary>Adds a health check of a store that was added.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="key">The key of the store; null for the one without.</param>
    /// <param name="tags">Tags of the check, such as <c>ready</c>.</param>
    public static IHealthChecksBuilder AddFeedlog(
        this IHealthChecksBuilder builder, string? key = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = key ?? DefaultName;
        return builder.Add(new HealthCheckRegistration(
            key is null ? "feedlog" : $"feedlog-{key}",
            provider => new FeedlogHealthCheck(HostOf(provider, name)),
            failureStatus: null, tags));
    }

    private static void AddStoreHost(this IServiceCollection services, string name)
    {
        services.AddKeyedSingleton(name, (provider, _) => new StoreHost(
            name,
            provider.GetRequiredService<IOptionsMonitor<FeedlogHostOptions>>().Get(name),
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("Feedlog")));
        services.AddSingleton<IHostedService>(provider => new StoreLifetime(HostOf(provider, name)));
        services.AddSingleton<IHostedService>(provider => new UpkeepService(HostOf(provider, name)));
    }

    private static StoreHost HostOf(IServiceProvider provider, string name) =>
        provider.GetRequiredKeyedService<StoreHost>(name);

    // Containers make services synchronously. Opening works on a thread of the pool: nothing there waits for this one.
    private static FeedlogStore Open(IServiceProvider provider, string name) =>
        HostOf(provider, name).OpenAsync().GetAwaiter().GetResult();
}
