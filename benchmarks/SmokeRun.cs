using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Feedlog.Benchmarks;

/// <summary>
/// Runs every benchmark once, in this process and with the smallest of its parameters: proves that the harness works,
/// measures nothing.
/// </summary>
internal static class SmokeRun
{
    /// <summary>Runs all; returns how many failed.</summary>
    internal static int Run(TextWriter output)
    {
        int ran = 0;
        int failed = 0;
        Type[] benches = [.. Assembly.GetExecutingAssembly().GetTypes()
            .Where(static type => Marked<BenchmarkAttribute>(type).Any())
            .OrderBy(static type => type.Name, StringComparer.Ordinal)];
        foreach (Type bench in benches)
        {
            foreach (MethodInfo method in Marked<BenchmarkAttribute>(bench))
            {
                ran++;
                long started = Stopwatch.GetTimestamp();
                Exception? failure = RunOne(bench, method);
                string took = $"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:f0} ms";
                output.WriteLine(failure is null
                    ? $"ok     {bench.Name}.{method.Name} ({took} with setup)"
                    : $"FAILED {bench.Name}.{method.Name}: {failure.GetType().Name}: {failure.Message}");
                if (failure is not null) failed++;
            }
        }

        output.WriteLine($"{ran} benchmarks of {benches.Length} classes ran, {failed} failed.");
        return ran == 0 ? 1 : failed;
    }

    private static Exception? RunOne(Type bench, MethodInfo method)
    {
        object? instance = null;
        try
        {
            instance = Activator.CreateInstance(bench) ?? throw new InvalidOperationException("No instance was made.");
            SetSmallestParameters(instance);
            Call<GlobalSetupAttribute>(instance);
            Call<IterationSetupAttribute>(instance);
            Wait(method.Invoke(instance, null));
            Call<IterationCleanupAttribute>(instance);
            Call<GlobalCleanupAttribute>(instance);
            return null;
        }
        catch (Exception exception)
        {
            // A smoke run reports whatever went wrong and goes on to the next.
            if (instance is not null) CleanUpAfterFailure(instance);
            return exception is TargetInvocationException { InnerException: Exception inner } ? inner : exception;
        }
    }

    private static void CleanUpAfterFailure(object instance)
    {
        try
        {
            Call<GlobalCleanupAttribute>(instance);
        }
        catch (TargetInvocationException)
        {
            // The first failure is the one to report.
        }
    }

    private static void SetSmallestParameters(object instance)
    {
        foreach (PropertyInfo property in instance.GetType().GetProperties())
        {
            ParamsAttribute? parameters = property.GetCustomAttribute<ParamsAttribute>();
            if (parameters is not null) property.SetValue(instance, parameters.Values.Min());
        }
    }

    private static IEnumerable<MethodInfo> Marked<TAttribute>(Type type)
        where TAttribute : Attribute =>
        type.GetMethods().Where(static method => method.GetCustomAttribute<TAttribute>() is not null);

    private static void Call<TAttribute>(object instance)
        where TAttribute : Attribute
    {
        foreach (MethodInfo method in Marked<TAttribute>(instance.GetType())) Wait(method.Invoke(instance, null));
    }

    private static void Wait(object? result)
    {
        if (result is Task task) task.GetAwaiter().GetResult();
    }
}
