using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using ProcessSales.Workflows.Calendar;

namespace ProcessSales.Workflows.Notifications;

/// <summary>
/// Speaks to the webhooks of WeCom, DingTalk and Feishu as they document them. The address is checked again at every call, redirects are not followed, and a
/// host name must not lead into a private network (trials S-07, S-08). Neither the address nor the key gets into a message or the log.
/// </summary>
internal sealed class RobotChannel : IDisposable
{
    /// <summary>Most notices in one message.</summary>
    public const int Most = 20;

    // WeCom takes 4,096 bytes; the others take 20,000.
    private const int LongestWeCom = 3_900;
    private const int LongestOther = 16_000;
    private const int LongestTitle = 100;

    private readonly RobotAddresses addresses;
    private readonly IDataProtector protector;
    private readonly WorkflowsOptions options;
    private readonly CompanyClock clock;
    private readonly HttpClient http;

    public RobotChannel(RobotAddresses addresses, IDataProtectionProvider protection, WorkflowsOptions options, CompanyClock clock)
    {
        this.addresses = addresses;
        protector = protection.CreateProtector(RobotAddresses.Purpose);
        this.options = options;
        this.clock = clock;
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectCallback = ConnectAsync })
        {
            Timeout = options.RobotPatience,
            MaxResponseContentBufferSize = 64 * 1024,
        };
    }

    public void Dispose() => http.Dispose();

    public async Task<HandOver> SendAsync(Outgoing batch, CancellationToken cancellationToken)
    {
        var robot = batch.Robot!;
        try
        {
            var address = protector.Unprotect(robot.ProtectedAddress);
            if (addresses.Fault(address, robot.Kind) is { } fault) return new(fault, StopLane: true);
            var (target, body) = Message(robot.Kind, new Uri(address), robot.ProtectedSecret is { } key ? protector.Unprotect(key) : null, batch);
            using var answer = await http.PostAsJsonAsync(target, body, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) return TooFast(robot.Kind, answer.Headers.RetryAfter?.Delta, "429");
            if (!answer.IsSuccessStatusCode) return new($"HTTP {(int)answer.StatusCode}", StopLane: (int)answer.StatusCode >= 500);
            return Verdict(robot.Kind, await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken));
        }
        catch (CryptographicException)
        {
            return new("The robot's address can no longer be read; enter it again", StopLane: true);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException or IOException or InvalidOperationException or NotSupportedException && !cancellationToken.IsCancellationRequested)
        {
            return new(failure is TaskCanceledException ? $"No answer within {options.RobotPatience.TotalSeconds:0} s" : failure.Message, StopLane: true);
        }
    }

    private static HandOver Verdict(RobotKind kind, JsonObject? answer)
    {
        var code = Number(answer, "errcode") ?? Number(answer, "code") ?? Number(answer, "StatusCode");
        if (code == 0) return HandOver.Done;
        var said = (answer?["errmsg"] ?? answer?["msg"])?.ToString() ?? "";
        var shown = $"{code?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} {(said.Length > 200 ? said[..200] : said)}".Trim();
        // Too fast: WeCom 45009, DingTalk 130101 and 410100, Feishu 11232 (also 9499 with these words).
        return code is 45009 or 130101 or 410100 or 11232 || (code == 9499 && said.Contains("too many", StringComparison.OrdinalIgnoreCase)) ? TooFast(kind, null, shown) : new(shown);
    }

    // DingTalk closes a robot for ten minutes that spoke more than twenty times in one.
    private static HandOver TooFast(RobotKind kind, TimeSpan? asked, string error)
    {
        var usual = kind == RobotKind.DingTalk ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(1);
        var quiet = asked > usual ? asked.Value : usual;
        return new(error, StopLane: true, QuietFor: quiet < TimeSpan.FromHours(1) ? quiet : TimeSpan.FromHours(1));
    }

    private static int? Number(JsonObject? answer, string name) => answer?[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    private (Uri Target, JsonObject Body) Message(RobotKind kind, Uri address, string? secret, Outgoing batch)
    {
        var text = Text(batch, kind == RobotKind.WeCom ? LongestWeCom : LongestOther);
        var title = ChannelText.Encode(batch.Notices[0].Subject, TemplateFormat.Markdown);
        if (title.Length > LongestTitle) title = title[..LongestTitle];
        switch (kind)
        {
            case RobotKind.WeCom:
                return (address, new() { ["msgtype"] = "markdown", ["markdown"] = new JsonObject { ["content"] = text } });
            case RobotKind.DingTalk:
            {
                var target = address;
                if (secret is not null)
                {
                    var stamp = clock.Now.ToUnixTimeMilliseconds();
                    var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}\n{secret}"));
                    target = new($"{address.AbsoluteUri}{(address.Query.Length > 0 ? "&" : "?")}timestamp={stamp}&sign={Uri.EscapeDataString(Convert.ToBase64String(signature))}");
                }

                return (target, new() { ["msgtype"] = "markdown", ["markdown"] = new JsonObject { ["title"] = title, ["text"] = text } });
            }

            default:
            {
                var body = new JsonObject();
                if (secret is not null)
                {
                    var stamp = clock.Now.ToUnixTimeSeconds();
                    // Feishu signs nothing, with the time and the secret as the key.
                    body["timestamp"] = stamp.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    body["sign"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{stamp}\n{secret}"), Array.Empty<byte>()));
                }

                body["msg_type"] = "interactive";
                body["card"] = new JsonObject
                {
                    ["header"] = new JsonObject { ["title"] = new JsonObject { ["tag"] = "plain_text", ["content"] = title } },
                    ["elements"] = new JsonArray(new JsonObject { ["tag"] = "markdown", ["content"] = text }),
                };
                return (address, body);
            }
        }
    }

    private string Text(Outgoing batch, int longest)
    {
        var text = new StringBuilder();
        foreach (var notice in batch.Notices)
        {
            var subject = ChannelText.Encode(notice.Subject, TemplateFormat.Markdown);
            var body = notice.ChannelBody ?? string.Join("\n", notice.Body.ReplaceLineEndings("\n").Split('\n').Select(line => ChannelText.Encode(line, TemplateFormat.Markdown)));
            var link = notice.CaseId is { } id ? $"\n[{ChannelText.Encode(notice.Subject.Split(' ', ':', '\uFF1A')[0], TemplateFormat.Markdown)}]({new Uri(options.PublicUrl, $"/cases/{id}").AbsoluteUri})" : "";
            var whole = $"**{subject}** → {ChannelText.Encode(notice.Recipient, TemplateFormat.Markdown)}\n{body}{link}\n\n";
            // What does not fit is named with its line; the whole stands in the app.
            if (Encoding.UTF8.GetByteCount(whole) + Encoding.UTF8.GetByteCount(text.ToString()) > longest) whole = $"**{(subject.Length > 40 ? subject[..40] + "…" : subject)}**\n";
            if (Encoding.UTF8.GetByteCount(whole) + Encoding.UTF8.GetByteCount(text.ToString()) > longest) break;
            text.Append(whole);
        }

        return text.ToString().TrimEnd();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.MayBePrivate(context.DnsEndPoint) ? found : [.. found.Where(RobotAddresses.IsPublic)];
        if (allowed.Length == 0) throw new HttpRequestException("The robot's host does not lead to a public address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
