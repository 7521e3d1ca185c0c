using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Activities.Tests.Crash;

public sealed class ReminderCrashes
{
    private const int Payers = 100;
    private const int ItemsOfEach = 100;

    // The first dies between two payers, the second within one, the third after the engine's commit.
    private static readonly string[] Deaths = ["committed:40", "writing:300", "told:25"];

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_run_over_ten_thousand_receivables_that_is_killed_reminds_each_recipient_of_each_once_after_the_repeat(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await OweAsync(company);
        await company.CloseAsync();
        using (var host = new KilledHost(company.ConnectionString, company.Folder))
        {
            foreach (var death in Deaths)
            {
                await host.StartAsync(death);
                var run = TryRunAsync(host);
                // It dies by its own hand; should the point not be reached, the run has come to its end, and then it is killed.
                await run;
                await host.EndAsync(TimeSpan.Zero);
            }

            await host.StartAsync();
            Assert.Equal("Done", await TryRunAsync(host));
            await QuietAsync(company);
            await host.KillAsync();
        }

        await company.ReopenAsync();
        await CheckAsync(company);
    }

    private static async Task<string?> TryRunAsync(KilledHost host)
    {
        // The answer may take as long as the run does.
        using var patient = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        try
        {
            using var answer = await patient.PostAsync(host.At("/remind"), null);
            return await answer.Content.ReadAsStringAsync();
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static async Task OweAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        // The killed host lives by the machine's clock: these days are working days whatever they are.
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        for (var day = -1; day <= 1; day++) db.OwnDays.Add(new OwnDay { Id = Guid.NewGuid(), Date = today.AddDays(day), Name = "work", IsOffDay = false });
        for (var payer = 0; payer < Payers; payer++)
        {
            var customer = new Customer { Id = Guid.NewGuid(), Code = $"P{payer:D3}", Name = $"客户{payer}", NameEn = $"Payer {payer}", OwnerId = Settlers.Kam, AreaId = Settlers.Lake, Class = "B" };
            db.Customers.Add(customer);
            for (var item = 0; item < ItemsOfEach; item++)
            {
                // Levels that only the KAM is told of; the small sums propose no credit hold.
                var due = today.AddDays(-2 - (item % 3));
                db.Receivables.Add(new Receivable
                {
                    Id = Guid.NewGuid(), CustomerId = customer.Id, Number = $"N{payer:D3}-{item:D3}", Amount = 10, Open = 10, IssuedOn = due.AddDays(-30), DueOn = due, ExpectedOn = due, BaseOn = due,
                    CreatedAt = DateTimeOffset.UtcNow,
                });
            }
        }

        await db.SaveChangesAsync();
    }

    private static async Task QuietAsync(Running.Company company) => await Running.Company.EventuallyAsync(async () =>
    {
        await using var db = company.ReadFromOutside();
        return !await db.Continuations.AnyAsync() && !await db.ReminderNotices.AnyAsync(row => row.SentAt == null);
    });

    private static async Task CheckAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        Assert.Equal(Payers * ItemsOfEach, await db.Reminders.CountAsync());
        var notices = await db.ReminderNotices.Where(row => !row.Copy).Select(row => new { row.RecipientId, row.ReceivableId, row.SentAt }).ToListAsync();
        Assert.Equal(Payers * ItemsOfEach, notices.Count);
        Assert.Equal(notices.Count, notices.Distinct().Select(row => (row.RecipientId, row.ReceivableId)).Distinct().Count());
        Assert.All(notices, notice => Assert.NotNull(notice.SentAt));
        // One message a recipient and payer, and one delivery of it.
        var messages = await db.Notifications.Where(row => row.Template == "payment-reminder" && row.Class == NotificationClass.Reminder).Select(row => new { row.Id, row.RecipientId, row.CaseId }).ToListAsync();
        Assert.Equal(Payers, messages.Count);
        Assert.Equal(Payers, messages.Select(row => (row.RecipientId, row.CaseId)).Distinct().Count());
        var ids = messages.Select(row => row.Id).ToList();
        Assert.Equal(Payers, await db.Deliveries.CountAsync(row => ids.Contains(row.NotificationId)));
        Assert.Equal(Payers, await db.ReminderFiles.CountAsync());
    }
}
