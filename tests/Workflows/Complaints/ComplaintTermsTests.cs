using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Complaints;

/// <summary>The firm's own terms of complaints, from their day on (domain.md 2.5, severity and clocks).</summary>
public sealed class ComplaintTermsTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public void What_cannot_be_is_named()
    {
        Assert.Empty(new ComplaintTerms().Problems());
        var whole = new ComplaintTerms();
        (ComplaintTerms Terms, string Field)[] wrong =
        [
            (With(Severity.A, own => own with { Reply = new(0, TermUnit.NaturalHours) }), "ReplyA"), (With(Severity.B, own => own with { Plan = null! }), "PlanB"), (With(Severity.C, own => own with { Close = new(3000, TermUnit.WorkingDays) }), "CloseC"),
            (With(Severity.A, own => own with { Plan = new(0.2, TermUnit.NaturalHours) }), "PlanA"), (With(Severity.C, own => own with { Close = new(1, TermUnit.WorkingDays) }), "CloseC"), (With(Severity.A, own => own with { Close = new(1, (TermUnit)9) }), "CloseA"),
            (whole with { Legal = whole.Legal.ToDictionary(pair => pair.Key, pair => pair.Key == LegalClockKind.TipOff ? new Term(-1, TermUnit.WorkingDays) : pair.Value) }, "TipOff"),
            (new() { SeveralCases = 1 }, "SeveralCases"), (new() { BatchAlertAt = 1 }, "BatchAlertAt"), (new() { AlarmEvery = TimeSpan.Zero }, "AlarmEvery"), (new() { RemindAt = 1 }, "RemindAt"), (new() { RemindAt = double.NaN }, "RemindAt"),
            (new() { ReopenDays = 0 }, "ReopenDays"), (new() { ConfirmationTries = 0 }, "ConfirmationTries"), (new() { ForgetAfterMonths = 0 }, "ForgetAfterMonths"), (new() { RepeatAt = 1 }, "RepeatAt"),
        ];
        foreach (var (terms, field) in wrong) Assert.Contains(terms.Problems(), problem => problem.Field == field);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_complaint_keeps_the_deadlines_of_its_day_and_new_ones_take_the_new(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (book, administrator) = (business.Get<ComplaintTermsBook>(), await business.PersonAsync("admin"));
        var before = await RegisterAsync(business, 1);
        Assert.Equal(TimeSpan.FromHours(2), before.ReplyDueAt - before.RegisteredAt);
        await Assert.ThrowsAsync<RefusedException>(async () => await book.SetAsync(await business.PersonAsync("he.mingqian"), Today.AddDays(1), new()));
        Assert.Equal("ReplyB", (await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(administrator, Today.AddDays(1), With(Severity.B, own => own with { Reply = null! })))).Refusals[0].Field);
        Assert.Single(await book.ListAsync());

        await book.SetAsync(administrator, Today.AddDays(1), With(Severity.B, own => own with { Reply = new(4, TermUnit.NaturalHours), Close = new(3, TermUnit.CalendarDays) }) with { SeveralCases = 2 });
        business.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(before.ReplyDueAt, (await ReadAsync(business, before.CaseId)).ReplyDueAt);
        var after = await RegisterAsync(business, 2);
        Assert.Equal((TimeSpan.FromHours(4), TimeSpan.FromDays(3)), (after.ReplyDueAt - after.RegisteredAt, after.CloseDueAt - after.RegisteredAt));
        var entry = await business.ReadAsync(db => db.Audit.SingleAsync(row => row.Subject == "complaint-terms"));
        Assert.Equal((administrator, "2026-11-24"), (entry.PersonId!.Value, entry.To));
        Assert.Equal("Severities.B.Reply.Length 2 > 4, Severities.B.Reply.Unit \"WorkingHours\" > \"NaturalHours\", Severities.B.Close.Length 7 > 3, SeveralCases 3 > 2", entry.Comment);

        // Its reminder goes by the terms of the day from which it counts, whatever holds now.
        var (clock, calendar) = (business.Get<ComplaintClock>(), await business.Get<WorkingCalendars>().CurrentAsync());
        var history = await book.HistoryAsync();
        Assert.Equal([0.8 * 2, 0.8 * 4], new[] { before, after }.Select(one => (clock.Moments(one, [], calendar, history).First(moment => moment.Name == "reply").At - one.RegisteredAt).TotalHours));
        // What is judged anew counts from its own day by that day's terms, also after the change.
        await business.ReadAsync(async db =>
        {
            var row = await db.Complaints.SingleAsync(one => one.Id == before.Id);
            await business.Get<ComplaintStanding>().SetClocksAsync(db, row, row.ClockFrom, calendar, default);
            Assert.Equal((before.ReplyDueAt, before.CloseDueAt), (row.ReplyDueAt, row.CloseDueAt));
            return true;
        });
        // "Several cases of one batch" are two from now on.
        var twin = await RegisterAsync(business, 2);
        Assert.Equal((Severity.A, "SameBatch"), (twin.Severity, twin.SeverityReason));
    }

    [Fact]
    public async Task Each_day_has_its_own_in_one_read()
    {
        await using var business = await Business.OpenAsync();
        var (book, administrator) = (business.Get<ComplaintTermsBook>(), await business.PersonAsync("admin"));
        await book.SetAsync(administrator, Today, new() { ReopenDays = 10 });
        await book.SetAsync(administrator, Today.AddDays(5), new() { ReopenDays = 20 });
        var history = await book.HistoryAsync();
        Assert.Equal([30, 10, 10, 20, 20], new[] { -1, 0, 4, 5, 300 }.Select(days => history.On(Today.AddDays(days)).ReopenDays));
    }

    private static ComplaintTerms With(Severity severity, Func<SeverityTerms, SeverityTerms> change)
    {
        var whole = new ComplaintTerms();
        return whole with { Severities = whole.Severities.ToDictionary(pair => pair.Key, pair => pair.Key == severity ? change(pair.Value) : pair.Value) };
    }

    private static async Task<Complaint> RegisterAsync(Business business, int batch)
    {
        var product = await business.ReadAsync(db => db.Products.OrderBy(row => row.Code).Select(row => row.Code).FirstAsync());
        var caseId = await business.Get<ComplaintDesk>().RegisterAsync(await business.PersonAsync("bai.xiaotang"), new(Guid.NewGuid(), ComplaintType.Quality, ComplaintSource.Consumer, "开封后发现盖膜明显鼓起")
        {
            ProductCode = product, ProducedOn = new(2026, 11, batch), Quantity = 1, NoEvidenceReason = "未拍照",
        });
        return await ReadAsync(business, caseId);
    }

    private static Task<Complaint> ReadAsync(Business business, Guid caseId) => business.ReadAsync(db => db.Complaints.AsNoTracking().SingleAsync(row => row.CaseId == caseId));
}
