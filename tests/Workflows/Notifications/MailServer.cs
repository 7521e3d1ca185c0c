using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProcessSales.Workflows.Tests.Notifications;

/// <summary>A mail server on a port of its own, as much of SMTP as a client needs; it can be told to be away or to misbehave.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> taken = [];
    private Task accepting = Task.CompletedTask;

    public MailServer()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        listener = new(IPAddress.Loopback, Port);
    }

    public int Port { get; }

    /// <summary>Hangs up without a word after a mail was taken.</summary>
    public bool Impolite { get; set; }

    /// <summary>Refuses recipients that hold this text.</summary>
    public string? Refused { get; set; }

    public IReadOnlyList<string> Taken
    {
        get
        {
            lock (taken) return [.. taken];
        }
    }

    public void Start()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 mail");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var command = line.Split(' ', ':')[0].ToUpperInvariant();
                if (command == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    var mail = new StringBuilder();
                    while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".") mail.Append(text).Append('\n');
                    lock (taken) taken.Add(mail.ToString());
                    await writer.WriteLineAsync("250 taken");
                    if (Impolite) return;
                    continue;
                }

                var refuse = command == "RCPT" && Refused is { } text2 && line.Contains(text2, StringComparison.Ordinal);
                await writer.WriteLineAsync(command == "QUIT" ? "221 bye" : refuse ? "550 nobody of that name" : "250 ok");
                if (command == "QUIT") return;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The client or the test hung up.
        }
    }
}
