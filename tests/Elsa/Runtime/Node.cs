using System.Diagnostics;
using Elsa.Tests.Storage;

namespace Elsa.Tests.Runtime;

/// <summary>Another process of the same engine on the same database, which is killed sooner or later.</summary>
internal sealed class Node : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly string _ledger;
    private readonly string _name;

    private Node(Process process, string ledger, string name)
    {
        (_process, _ledger, _name) = (process, ledger, name);
        _output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a process that runs an explicit test of this assembly.</summary>
    public static Node Start(TestDatabase database, string work, string ledger, string name)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Elsa.Tests"))
        {
            ArgumentList = { "-explicit", "only", "-method", work },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ELSA_NODE_KIND"] = database.Kind;
        start.Environment["ELSA_NODE_DATABASE"] = database.ConnectionString;
        start.Environment["ELSA_NODE_LEDGER"] = ledger;
        start.Environment["ELSA_NODE_NAME"] = name;
        return new Node(Process.Start(start)!, ledger, name);
    }

    /// <summary>In the process: what it was started with.</summary>
    public static (TestDatabase Database, string Ledger, string Name) Given() => (
        TestDatabase.Open(Environment.GetEnvironmentVariable("ELSA_NODE_KIND")!, Environment.GetEnvironmentVariable("ELSA_NODE_DATABASE")!),
        Environment.GetEnvironmentVariable("ELSA_NODE_LEDGER")!,
        Environment.GetEnvironmentVariable("ELSA_NODE_NAME")!);

    /// <summary>Lets it work for a while from when its callers call, or from when the first of them was answered, then kills it.</summary>
    public async Task KillAsync(TimeSpan after, bool answered = false)
    {
        await EngineHost.SoonAsync(() => Task.FromResult(_process.HasExited || (answered ? HasReported : File.Exists(Path.Combine(_ledger, _name + ".ready")))), "the node works", 60);
        await Task.Delay(after);
        _process.Kill();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 137, $"The process was to be killed but ended by itself: {await _output}");
    }

    private bool HasReported => Directory.GetFiles(_ledger, _name + "-*.reports").Any(file => new FileInfo(file).Length > 0);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
