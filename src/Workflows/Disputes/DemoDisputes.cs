using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Disputes;

/// <summary>The disputes of AR-13 and AR-14 (domain.md 5): what their receivables show as disputed. The one over all of AR-14 is older than its ten working days.</summary>
internal sealed class DemoDisputes(IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, WorkingCalendars calendars, CollectionTermsBook book, CompanyClock clock) : IDemoStory
{
    private static readonly (string Item, int Age, DisputeReason Reason, string Story)[] Told =
    [
        ("AR-13", 3, DisputeReason.DeductedTooMuch, "店方称堆头多陈列一周,多扣 6,500,无补充协议。"), ("AR-14", 13, DisputeReason.Return, "店方称整单退货,退货单未见签收。"),
    ];

    public int Order => 65;

    public string Name => "disputes";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Disputes.AnyAsync(row => db.Receivables.Any(item => item.Id == row.ReceivableId && item.Number == "AR-14"), cancellationToken) || !await db.Receivables.AnyAsync(row => row.Number == "AR-14", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var terms = await book.CurrentAsync(db, cancellationToken);
            foreach (var (number, age, reason, story) in Told)
            {
                var item = await db.Receivables.AsNoTracking().SingleAsync(row => row.Number == number, cancellationToken);
                if (item.Disputed == 0m || await db.Disputes.AnyAsync(row => row.ReceivableId == item.Id, cancellationToken)) continue;
                var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == item.CustomerId, cancellationToken);
                var opened = calendar.AddWorkingDays(clock.Today, -age);
                var title = $"{payer.Name} {number} 争议";
                var file = await cases.StartAsync(db, new(DisputeDesk.Process, payer.OwnerId)
                {
                    StartedById = payer.OwnerId, Title = title,
                    Fill = row =>
                    {
                        (row.CustomerCode, row.Amount, row.SearchText) = (payer.Code, item.Disputed, $"{title} {payer.Code}".ToLowerInvariant());
                        row.DataJson = new JsonObject { ["item"] = number, ["amount"] = item.Disputed, ["reason"] = reason.ToString(), ["story"] = story }.ToJsonString();
                    },
                }, cancellationToken);
                db.Disputes.Add(new()
                {
                    Id = Guid.CreateVersion7(clock.Now), CaseId = file.Id, Number = file.Number, ReceivableId = item.Id, CustomerId = payer.Id, Amount = item.Disputed, Reason = reason, Story = story, OwnerId = payer.OwnerId,
                    DueOn = calendar.AddWorkingDays(opened, terms.DisputeDays), OpenedAt = clock.At(opened, new(10, 0)),
                });
            }
        }, cancellationToken);
    }
}
