using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProcessSales.Browser.Tests.Running;

/// <summary>The real host as a process of its own on a free port, with a data directory that lasts until it is disposed; it can be killed and started again.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    // The first start loads and publishes everything; the journeys begin where it ends, each on a copy.
    private static readonly Lazy<Task<string>> FirstStart = new(RunFirstStartAsync);

    private readonly StringBuilder output = new();
    private readonly Dictionary<string, string> settings;
    private readonly bool ownsDirectory;
    private Process? process;

    private HostProcess(string dataDirectory, bool ownsDirectory, Dictionary<string, string> settings)
    {
        DataDirectory = dataDirectory;
        this.ownsDirectory = ownsDirectory;
        this.settings = settings;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
    }

    /// <summary>Where it listens; the same after a restart.</summary>
    public Uri Address { get; }

    /// <summary>Its database file, attachments and mails.</summary>
    public string DataDirectory { get; }

    /// <summary>Everything it printed so far.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>Starts the host in demo mode and waits until it answers.</summary>
    public static async Task<HostProcess> StartAsync(Dictionary<string, string>? settings = null, string? dataDirectory = null)
    {
        var host = new HostProcess(
            dataDirectory ?? Directory.CreateTempSubdirectory("processsales-").FullName, dataDirectory is null, settings ?? []);
        if (dataDirectory is null && settings?.ContainsKey("Demo__Stories") != true)
        {
            foreach (var file in Directory.GetFiles(await FirstStart.Value)) File.Copy(file, Path.Combine(host.DataDirectory, Path.GetFileName(file)));
        }

        try
        {
            await host.StartAgainAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> RunFirstStartAsync()
    {
        var host = new HostProcess(Directory.CreateTempSubdirectory("processsales-first-").FullName, ownsDirectory: false, []);
        await host.StartAgainAsync();
        await host.StopAsync();
        return host.DataDirectory;
    }

    /// <summary>Starts it (again) on the same data.</summary>
    public async Task StartAgainAsync()
    {
        var root = RepositoryRoot();
        var assembly = typeof(Program).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            WorkingDirectory = Path.Combine(root, "src", "Host"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address.ToString().TrimEnd('/');
        start.Environment["Data__Directory"] = DataDirectory;
        start.Environment["Notifications__QuietFrom"] = start.Environment["Notifications__QuietUntil"] = "00:00"; // mails are looked for at any hour
        start.Environment["Demo__Stories"] = "false"; // a journey about them sets its own
        start.Environment["Inbox__UndoSeconds"] = "0"; // a journey about undoing sets its own
        foreach (var (name, value) in settings) start.Environment[name] = value;

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilItAnswersAsync();
    }

    /// <summary>SIGTERM: it finishes what it does and closes its files.</summary>
    private async Task StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
        await GoneAsync(process);
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await GoneAsync(process);
    }

    private async Task GoneAsync(Process ended)
    {
        await ended.WaitForExitAsync();
        ended.Dispose();
        process = null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (ownsDirectory) Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>The folder that holds ProcessSales.sln.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ProcessSales.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("ProcessSales.sln");
    }

    private async Task UntilItAnswersAsync()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromMinutes(2))
        {
            if (process!.HasExited) throw new InvalidOperationException($"The host ended with {process.ExitCode}:\n{Output}");
            try
            {
                var answer = await client.GetAsync(new Uri(Address, "/sign-in"));
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect or HttpStatusCode.Found) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(150);
        }

        throw new TimeoutException($"The host did not answer within two minutes:\n{Output}");
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
