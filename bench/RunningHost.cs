using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ProcessSales.Bench;

/// <summary>The web app as a process of its own.</summary>
internal sealed partial class RunningHost(Process process, Uri address) : IAsyncDisposable
{
    public static async Task<RunningHost> StartAsync(string data)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ProcessSales.Host.dll")])
        {
            WorkingDirectory = Path.Combine(Repository(), "src", "Host"),
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString().TrimEnd('/');
        start.Environment["Data__Directory"] = data;
        start.Environment["Demo__Stories"] = "false";
        start.Environment["Inbox__UndoSeconds"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                (await client.GetAsync(new Uri(address, "/sign-in"))).EnsureSuccessStatusCode();
                return new(process, address);
            }
            catch (HttpRequestException) when (attempt < 600 && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    public async Task<HttpClient> SignInAsync(string userName)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
        var page = await client.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent(Hidden().Matches(page).DistinctBy(static input => input.Groups[1].Value).ToDictionary(static input => input.Groups[1].Value, static input => WebUtility.HtmlDecode(input.Groups[2].Value))
            .Append(new("UserName", userName)).Append(new("Password", "Demo-2026!")));
        using var answer = await client.PostAsync("/sign-in", form);
        return answer.RequestMessage!.RequestUri!.AbsolutePath == "/sign-in" ? throw new InvalidOperationException("Signing in failed.") : client;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex("""<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*>""")]
    private static partial Regex Hidden();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ProcessSales.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("ProcessSales.sln");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
