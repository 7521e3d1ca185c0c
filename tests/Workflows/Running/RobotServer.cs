using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>A group's server on a port of its own that notes what robots are told and answers as the test wishes.</summary>
internal sealed class RobotServer : IDisposable
{
    private readonly HttpListener listener = new();

    public RobotServer()
    {
        // A free port can be taken by somebody else between asking and listening.
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            Origin = $"http://127.0.0.1:{port}";
            listener.Prefixes.Clear();
            listener.Prefixes.Add(Origin + "/");
            try
            {
                listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Ask for another.
            }
        }

        _ = AcceptAsync();
    }

    public string Origin { get; }

    public ConcurrentQueue<(Uri Address, JsonObject Body)> Taken { get; } = new();

    public Func<HttpListenerContext, Task> Answer { get; set; } = context => SayAsync(context, 200, """{"errcode":0,"errmsg":"ok"}""");

    public static async Task SayAsync(HttpListenerContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }

    /// <summary>Hangs up. A wait for the next caller that is just being begun never ends, so nobody waits for it.</summary>
    public void Dispose() => listener.Abort();

    private async Task AcceptAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = TalkAsync(await listener.GetContextAsync());
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            Taken.Enqueue((context.Request.Url!, (JsonObject)JsonNode.Parse(await reader.ReadToEndAsync())!));
            await Answer(context);
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The client hung up.
        }
    }
}
