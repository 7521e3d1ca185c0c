using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ProcessSales.Activities.Tests.Crash;

/// <summary>A host process that is killed and started again; each start is five minutes later, so that leases of the dead one have ended.</summary>
internal sealed class KilledHost(string database, string folder) : IDisposable
{
    private int _port = FreePort();
    private Process? _process;
    private int _starts;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public Uri At(string path) => new($"http://127.0.0.1:{_port}{path}");

    /// <summary>Starts it (again); it kills itself at the point, when one is given.</summary>
    /// <exception cref="InvalidOperationException">It ended before it was ready; its last words are said.</exception>
    public async Task StartAsync(string death = "never:1")
    {
        var minutesAhead = 5 * _starts++;
        // While it was dead, a connection of somebody else on this machine may have been given its port.
        for (var ports = 0; !await TryStartAsync(minutesAhead, death, isLast: ports == 4); ports++)
            _port = FreePort();
    }

    private async Task<bool> TryStartAsync(int minutesAhead, string death, bool isLast)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "ProcessSales.CrashHost.dll"), database, folder, _port.ToString(), minutesAhead.ToString(), death })
            start.ArgumentList.Add(argument);
        _process?.Dispose();
        var words = new ConcurrentQueue<string?>();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => words.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => words.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var i = 0; i < 2400; i++)
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(); // until its last words are read
                if (!isLast && words.Any(line => line?.Contains("address already in use", StringComparison.OrdinalIgnoreCase) == true))
                    return false;
                throw new InvalidOperationException($"The host ended with {_process.ExitCode}: {string.Join('\n', words.TakeLast(40))}");
            }

            try
            {
                using var ready = await Client.GetAsync(At("/ready"));
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException("The host did not become ready.");
    }

    /// <summary>Completes when the process has ended by its own hand; one that does not reach its point in that time is killed where it is.</summary>
    public async Task EndAsync(TimeSpan most)
    {
        await Task.WhenAny(_process!.WaitForExitAsync(), Task.Delay(most));
        if (!_process.HasExited)
            await KillAsync();
    }

    /// <summary>SIGKILL: the process gets no chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        Client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
