using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>What a payer should pay is followed up in its stores, and a promise given there is one (domain.md 2.2 V-15, F-S6).</summary>
public sealed class VisitPaymentTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public async Task Due_items_of_the_payer_are_in_the_preparation_without_what_is_disputed_ended_or_far_off()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        await OweAsync(business, ("AR-1", 5000m, 0m, Today.AddDays(-3)), ("AR-2", 800m, 300m, Today.AddDays(7)), ("AR-3", 100m, 0m, Today.AddDays(8)), ("AR-4", 100m, 100m, Today));
        var matters = (await business.Get<VisitDay>().OfAsync(visit.Person, Today)).Visits.Single().Matters.Where(matter => matter.Kind == StoreMatterKind.Payment);
        Assert.Equal([("AR-1 ¥5,000.00", 5000m), ("AR-2 ¥500.00", 500m)], matters.Select(matter => (matter.Title, matter.Amount!.Value)));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_promise_given_in_a_store_is_taken_down_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var visit = await PhoneVisit.PlannedAsync(business);
        var item = await OweAsync(business, ("AR-1", 5000m, 0m, Today.AddDays(-3)));
        visit.Content = visit.Content with { Matters = [new(StoreMatterKind.Payment, item, "AR-1", "done", "月底付", null, null, new(2026, 11, 30), 3000m)] };
        var message = visit.HandIn().Message();
        await visit.SendAsync(message);
        await visit.SendAsync(message);
        await business.Get<FindingPump>().SweepAsync();
        // As after a crash between the promise and the note that it was handed over.
        await business.WriteAsync(db => db.FoundMatters.ExecuteUpdateAsync(set => set.SetProperty(row => row.HandedAt, (DateTimeOffset?)null).SetProperty(row => row.NextAttemptAt, DateTimeOffset.UnixEpoch)));
        await business.Get<FindingPump>().SweepAsync();
        var promise = await business.ReadAsync(db => db.Promises.SingleAsync());
        Assert.Equal((3000m, new DateOnly(2026, 11, 30), "课长 王", ContactKind.Visit, visit.Person), (promise.Amount, promise.On, promise.By, promise.Channel, promise.TakenById));
        Assert.Equal(new DateOnly(2026, 11, 30), await business.ReadAsync(db => db.Receivables.Where(row => row.Id == item).Select(row => row.PromisedOn).SingleAsync()));
        Assert.Equal("AR-1", await business.ReadAsync(db => db.FoundMatters.Where(row => row.Kind == RaisedKind.Promise).Select(row => row.Outcome).SingleAsync()));
        Assert.Equal(0, await business.ReadAsync(db => db.OpenIssues.CountAsync()));
    }

    [Fact]
    public async Task A_word_that_cannot_be_a_promise_any_more_stays_as_an_open_issue()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        var item = await OweAsync(business, ("AR-1", 5000m, 0m, Today.AddDays(-3)));
        visit.Content = visit.Content with { Matters = [new(StoreMatterKind.Payment, item, "AR-1", "done", null, null, null, Today, 9000m)] };
        await visit.HandIn().SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        Assert.Equal(0, await business.ReadAsync(db => db.Promises.CountAsync()));
        Assert.Contains("AR-1", (await business.ReadAsync(db => db.OpenIssues.SingleAsync())).Title, StringComparison.Ordinal);
    }

    // The identity of the first.
    private static async Task<Guid> OweAsync(Business business, params (string Number, decimal Open, decimal Disputed, DateOnly Due)[] items)
    {
        var rows = items.Select(item => new Receivable { Id = Guid.NewGuid(), Number = item.Number, Amount = item.Open, Open = item.Open, Disputed = item.Disputed, IssuedOn = item.Due.AddDays(-60), DueOn = item.Due, ExpectedOn = item.Due, BaseOn = item.Due }).ToList();
        await business.WriteAsync(async db =>
        {
            var customer = await db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync();
            foreach (var row in rows) row.CustomerId = customer;
            db.Receivables.AddRange(rows);
        });
        return rows[0].Id;
    }
}
