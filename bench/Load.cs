using System.Diagnostics;
using System.Globalization;

namespace ProcessSales.Bench;

/// <summary>Callers that each wait for an answer before they ask again.</summary>
internal static class Load
{
    /// <summary>Answers per second.</summary>
    public static async Task<double> ForAsync(int callers, double seconds, Func<Task> ask)
    {
        var clock = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        long answers = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                await ask();
                Interlocked.Increment(ref answers);
            }
        })));
        return Note(answers, clock, cpu, allocated);
    }

    /// <summary>Answers per second until every one of the given has had its turn.</summary>
    public static async Task<double> EachAsync<T>(int callers, IReadOnlyList<T> all, Func<T, Task> ask)
    {
        var clock = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var at = Interlocked.Increment(ref next); at < all.Count; at = Interlocked.Increment(ref next))
                await ask(all[at]);
        })));
        return Note(all.Count, clock, cpu, allocated);
    }

    /// <summary>The value below which the share of the sorted ones lies.</summary>
    public static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];

    // On a machine with other work the processor time says more than the clock.
    private static double Note(long answers, Stopwatch clock, TimeSpan cpu, long allocated)
    {
        var spent = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#   {answers} answers in {clock.Elapsed.TotalSeconds:0.0} s, {spent.TotalMicroseconds / answers:0} µs of processor time and {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / answers:0.0} KB of memory each"));
        return answers / clock.Elapsed.TotalSeconds;
    }
}
