using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A day that lies so far ahead that RGM and FIN-M have to agree: of a promise or of an extension.</summary>
/// <param name="Key">Unique for the question.</param>
/// <param name="What">Promise or Extension.</param>
/// <param name="Number">The items, as people write them.</param>
/// <param name="AskedById">Who asks, and hears what became of it.</param>
internal sealed record FarDay(string Key, string What, string Number, decimal Amount, DateOnly Day, Guid AskedById);

/// <summary>The messages about far days; found before the transaction.</summary>
public sealed record FarDayTemplates(EventTemplates? Asked, EventTemplates? Decided);

/// <summary>Asks RGM and FIN-M to agree to a day that lies far ahead, and tells whoever asked what became of it (domain.md 2.6, Approvals). Safe for concurrent use.</summary>
public sealed class FarDayNews(Notifier notifier, NotificationTemplates templates)
{
    private const string Asked = "far-day-asked";
    private const string Decided = "far-day-decided";

    internal async Task<FarDayTemplates> ReadyAsync(CancellationToken cancellationToken) => new(
        await templates.FindUsableAsync(PayerProcess.Process, Asked, cancellationToken), await templates.FindUsableAsync(PayerProcess.Process, Decided, cancellationToken));

    /// <summary>Tells those who have to agree.</summary>
    internal async Task AskAsync(ProcessSalesDb db, FarDayTemplates ready, Customer payer, FarDay day, string? why, CancellationToken cancellationToken)
    {
        var people = await PayerPeople.ReadAsync(db, cancellationToken);
        await TellAsync(db, ready.Asked, Asked, payer, day, people.Of(people.Payers[payer.Id], [Role.Rgm, Role.FinM]), people.NameOf(day.AskedById), why, cancellationToken);
    }

    /// <summary>Tells whoever asked.</summary>
    /// <param name="agreed">Whether both agreed.</param>
    /// <param name="by">Who spoke last.</param>
    internal async Task DecideAsync(ProcessSalesDb db, FarDayTemplates ready, Customer payer, FarDay day, bool agreed, Guid by, string? why, CancellationToken cancellationToken)
    {
        var name = await db.Users.Where(row => row.Id == by).Select(row => row.Name).SingleAsync(cancellationToken);
        await TellAsync(db, ready.Decided, Decided, payer, day, [day.AskedById], name, why, cancellationToken, agreed ? "Agreed" : "Refused");
    }

    private async Task TellAsync(
        ProcessSalesDb db, EventTemplates? found, string template, Customer payer, FarDay day, IReadOnlyList<Guid> people, string handler, string? why, CancellationToken cancellationToken, string state = "")
    {
        var file = await db.ReminderFiles.Where(row => row.PayerId == payer.Id).OrderByDescending(row => row.StartedAt).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(cancellationToken);
        var data = new JsonObject
        {
            ["number"] = day.Number, ["title"] = payer.Name, ["chain"] = payer.Name, ["chainEn"] = payer.NameEn.Length > 0 ? payer.NameEn : payer.Name, ["reason"] = day.What, ["comment"] = why, ["handler"] = handler,
            ["amount"] = day.Amount, ["amountText"] = day.Amount.ToString("N2", CultureInfo.InvariantCulture), ["due"] = day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["state"] = state,
        };
        await notifier.AddAsync(db, new($"{template}/{day.Key}", PayerProcess.Process, template, people, data, file), found, cancellationToken);
    }
}
