using System.Diagnostics;
using System.Globalization;

namespace ProcessSales.Bench;

/// <summary>How long a process with nothing but the engine takes until it is ready, and what memory it has then.</summary>
internal static class EngineReady
{
    /// <summary>Starts this program again, three times, on the database; the middle one counts.</summary>
    public static async Task<Figures> MeasureAsync(BenchDatabase database)
    {
        var runs = new List<Figures>();
        for (var run = 0; run < 3; run++)
        {
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "ready", "--database", database.ConnectionString, "--definition", database.Name]) { RedirectStandardOutput = true })!;
            var answer = (await child.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
            await child.WaitForExitAsync();
            runs.Add(new(double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture)));
        }

        return runs.OrderBy(run => run.Milliseconds).ElementAt(1);
    }

    /// <summary>The child's part.</summary>
    public static async Task ReportAsync(Options options)
    {
        var process = Process.GetCurrentProcess();
        await using var engine = await EngineUnderLoad.StartAsync(options.Database!, options.Definition == "PostgreSQL");
        var ready = DateTime.Now - process.StartTime;
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ready.TotalMilliseconds:0} {process.WorkingSet64 / 1048576.0:0.0}"));
    }

    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(EngineReady).Assembly.Location] : [];

    internal sealed record Figures(double Milliseconds, double Megabytes);
}
