using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ProcessSales.Workflows.Notifications;

/// <summary>
/// Hands mails to the mail server, or writes them as files when there is none. A mail is named by its batch: a file is written once under that name; a
/// server that was reached just before a crash may get the mail again under the same Message-Id, by which mailboxes recognise it.
/// </summary>
internal sealed class MailChannel(WorkflowsOptions options)
{
    /// <summary>Most notices in one mail.</summary>
    public const int Most = 50;

    public async Task<HandOver> SendAsync(Outgoing batch, CancellationToken cancellationToken)
    {
        try
        {
            var mail = Mail(batch);
            if (options.Smtp is { } server) await SendAsync(server, mail, cancellationToken);
            else await WriteAsync(batch.Id, mail, cancellationToken);
            return HandOver.Done;
        }
        // Whatever is wrong with one mail, it is noted with it and the others go out.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new(failure.Message, StopLane: failure is SocketException or TimeoutException);
        }
    }

    private MimeMessage Mail(Outgoing batch)
    {
        var one = batch.Notices.Count == 1 ? batch.Notices[0] : null;
        var english = batch.Recipient.Language == "en";
        var subject = one?.Subject ?? string.Format(CultureInfo.InvariantCulture, english ? "{0} messages: {1}" : "{0} 条消息:{1}", batch.Notices.Count, batch.Notices[0].Subject);
        var mail = new MimeMessage
        {
            Subject = subject.ReplaceLineEndings(" "),
            Date = batch.Notices[0].At,
            MessageId = $"{batch.Id:N}@processsales",
            Body = new MultipartAlternative(
                new TextPart("plain") { Text = string.Join("\n\n", batch.Notices.Select((notice, index) => Plain(notice, one is null ? index + 1 : null))) + "\n" },
                new TextPart("html") { Text = $"<html><body>{string.Concat(batch.Notices.Select(notice => Html(notice, one is null)))}</body></html>\n" }),
        };
        mail.From.Add(MailboxAddress.Parse(options.Smtp?.From ?? "processsales@localhost"));
        mail.To.Add(new MailboxAddress(batch.Recipient.Name, batch.Recipient.Email ?? ""));
        return mail;
    }

    private string Plain(OutgoingNotice notice, int? number) =>
        (number is null ? "" : $"{number}. {notice.Subject}\n") + notice.Body + (LinkOf(notice) is { } link ? $"\n\n{link}" : "");

    private string Html(OutgoingNotice notice, bool titled) =>
        (titled ? $"<h3>{ChannelText.AsHtml(notice.Subject)}</h3>" : "")
        + (notice.ChannelBody ?? $"<p>{ChannelText.AsHtml(notice.Body)}</p>")
        + (LinkOf(notice) is { } link ? $"<p><a href=\"{ChannelText.AsHtml(link.AbsoluteUri)}\">{ChannelText.AsHtml(link.AbsoluteUri)}</a></p>" : "");

    private Uri? LinkOf(OutgoingNotice notice) => notice.CaseId is { } id ? new Uri(options.PublicUrl, $"/cases/{id}") : null;

    private static async Task SendAsync(SmtpOptions server, MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = 20_000 };
        await client.ConnectAsync(server.Host, server.Port, server.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable, cancellationToken);
        if (server.User is { Length: > 0 } user) await client.AuthenticateAsync(user, server.Password ?? "", cancellationToken);
        await client.SendAsync(mail, cancellationToken);
        try
        {
            await client.DisconnectAsync(true, cancellationToken);
        }
        catch (Exception impolite) when (impolite is IOException or ProtocolException or CommandException or ServiceNotConnectedException or TimeoutException or OperationCanceledException)
        {
            // The server has taken the mail; how it says goodbye does not matter.
        }
    }

    // Written aside and moved, so that a mail is either there as a whole or not at all.
    private async Task WriteAsync(Guid id, MimeMessage mail, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.DataDirectory, "mail");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{id:N}.eml");
        if (File.Exists(file)) return;
        var aside = file + ".part";
        await using (var stream = File.Create(aside)) await mail.WriteToAsync(stream, cancellationToken);
        File.Move(aside, file, overwrite: true);
    }
}
