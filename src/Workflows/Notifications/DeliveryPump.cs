using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MimeKit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>
/// Hands messages to the mail server, or writes them as files when there is none. A lease in the row keeps other nodes away. A mail is named
/// by its delivery: a file is written once under that name; a server that was reached just before a crash may get the mail again under the same
/// Message-Id, by which mailboxes recognise it. Safe for concurrent use.
/// </summary>
public sealed partial class DeliveryPump(IDbContextFactory<ProcessSalesDb> databases, WorkflowsOptions options, CompanyClock clock, ILogger<DeliveryPump> log)
{
    private const int PageSize = 200;
    private const int MostAttempts = 40;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <summary>Sends what is due; returns how many were handed over.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        var due = await db.Deliveries.AsNoTracking().Where(row => row.State == DeliveryState.Waiting && row.NextAttemptAt <= now)
            .OrderBy(row => row.NextAttemptAt).ThenBy(row => row.Id).Take(PageSize).ToListAsync(cancellationToken);
        var sent = 0;
        foreach (var delivery in due)
        {
            if (!await TakeAsync(db, delivery, cancellationToken)) continue;
            var result = await HandOverAsync(db, delivery, cancellationToken);
            if (result == HandOver.Done) sent++;
            // Nobody answers: the others would only wait for the same.
            if (result == HandOver.NoServer) break;
        }

        return sent;
    }

    private async Task<bool> TakeAsync(ProcessSalesDb db, Delivery delivery, CancellationToken cancellationToken)
    {
        var until = clock.Now + Lease;
        return await db.Deliveries.Where(row => row.Id == delivery.Id && row.State == DeliveryState.Waiting && row.NextAttemptAt == delivery.NextAttemptAt)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, until).SetProperty(row => row.Attempts, row => row.Attempts + 1), cancellationToken) == 1;
    }

    private async Task<HandOver> HandOverAsync(ProcessSalesDb db, Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            var mail = await MailAsync(db, delivery, cancellationToken);
            if (options.Smtp is { } server) await SendAsync(server, mail, cancellationToken);
            else await WriteAsync(delivery, mail, cancellationToken);
        }
        // Whatever is wrong with one mail, it is noted with it and the others go out.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(failure, delivery.Id, delivery.Attempts + 1);
            await PostponeAsync(db, delivery, failure.Message, cancellationToken);
            return failure is System.Net.Sockets.SocketException or TimeoutException ? HandOver.NoServer : HandOver.Failed;
        }

        // It is out of the house: this must be noted even if we are told to stop.
        var now = clock.Now;
        await db.Deliveries.Where(row => row.Id == delivery.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Sent).SetProperty(row => row.SentAt, now).SetProperty(row => row.LastError, (string?)null), CancellationToken.None);
        return HandOver.Done;
    }

    private async Task PostponeAsync(ProcessSalesDb db, Delivery delivery, string error, CancellationToken cancellationToken)
    {
        var next = clock.Now + TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 5 * Math.Pow(2, delivery.Attempts)));
        var state = delivery.Attempts + 1 >= MostAttempts ? DeliveryState.Failed : DeliveryState.Waiting;
        var shown = error.Length > 1000 ? error[..1000] : error;
        await db.Deliveries.Where(row => row.Id == delivery.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.NextAttemptAt, next).SetProperty(row => row.LastError, shown), cancellationToken);
    }

    private async Task<MimeMessage> MailAsync(ProcessSalesDb db, Delivery delivery, CancellationToken cancellationToken)
    {
        var message = await db.Notifications.AsNoTracking().Where(row => row.Id == delivery.NotificationId)
            .Join(db.Users, row => row.RecipientId, person => person.Id, (row, person) => new { row.Subject, row.Body, row.CaseId, row.CreatedAt, person.Name, person.Email })
            .SingleAsync(cancellationToken);
        var link = message.CaseId is { } id ? $"\n\n{new Uri(options.PublicUrl, $"/cases/{id}")}" : "";
        var mail = new MimeMessage
        {
            Subject = message.Subject.ReplaceLineEndings(" "),
            Date = message.CreatedAt,
            MessageId = $"{delivery.Id:N}@processsales",
            Body = new TextPart("plain") { Text = message.Body + link + "\n" },
        };
        mail.From.Add(MailboxAddress.Parse(options.Smtp?.From ?? "processsales@localhost"));
        mail.To.Add(new MailboxAddress(message.Name, message.Email ?? ""));
        return mail;
    }

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
    private async Task WriteAsync(Delivery delivery, MimeMessage mail, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.DataDirectory, "mail");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{delivery.Id:N}.eml");
        if (File.Exists(file)) return;
        var aside = file + ".part";
        await using (var stream = File.Create(aside)) await mail.WriteToAsync(stream, cancellationToken);
        File.Move(aside, file, overwrite: true);
    }

    private enum HandOver
    {
        Done,
        Failed,
        NoServer,
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Delivery} failed (attempt {Attempt}); it will be tried again")]
    private partial void LogFailure(Exception failure, Guid delivery, int attempt);
}
