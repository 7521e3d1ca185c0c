using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Listings;

public sealed class ListingTermsTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public void What_cannot_be_is_named()
    {
        Assert.Empty(new ListingTerms().Problems());
        (ListingTerms Terms, string Field)[] wrong =
        [
            (new() { SilentDays = 0 }, "SilentDays"), (new() { SilentTooLongDays = 6 }, "SilentTooLongDays"), (new() { ShelfDays = 61 }, "ShelfDays"), (new() { PaperDays = 0 }, "PaperDays"), (new() { RetryDays = 0 }, "RetryDays"),
            (new() { TargetDays = 0 }, "TargetDays"), (new() { TrialDays = [] }, "TrialDays"), (new() { TrialDays = [60, 30] }, "TrialDays"), (new() { TrialDays = [5, 60] }, "TrialDays"), (new() { TrialNoticeDays = 21 }, "TrialNoticeDays"),
        ];
        foreach (var (terms, field) in wrong) Assert.Contains(terms.Problems(), problem => problem.Field == field);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Terms_hold_from_their_day_on_and_the_audit_says_what_changed(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (book, administrator) = (business.Get<ListingTermsBook>(), await business.PersonAsync("admin"));
        Assert.Equal(new ListingTerms().TrialDays, (await book.CurrentAsync()).TrialDays);
        await Assert.ThrowsAsync<RefusedException>(async () => await book.SetAsync(await business.PersonAsync("he.mingqian"), Today.AddDays(1), new()));
        Assert.Equal("From", (await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(administrator, new(2026, 11, 1), new()))).Refusals[0].Field);
        Assert.Equal("SilentDays", (await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(administrator, new(2026, 12, 1), new() { SilentDays = 0 }))).Refusals[0].Field);
        Assert.Single(await book.ListAsync());

        await book.SetAsync(administrator, new(2026, 12, 1), new() { SilentDays = 5, TrialDays = [30, 45] });
        Assert.Equal(7, (await book.CurrentAsync()).SilentDays);
        business.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(5, (await book.CurrentAsync()).SilentDays);
        Assert.Equal([25, 40], (await book.CurrentAsync()).TrialNotices());
        var entry = await business.ReadAsync(db => db.Audit.SingleAsync(row => row.Subject == "listing-terms"));
        Assert.Equal((administrator, "2026-12-01"), (entry.PersonId!.Value, entry.To));
        Assert.Contains("SilentDays 7 > 5", entry.Comment);
        Assert.DoesNotContain("ShelfDays", entry.Comment);
        Assert.Contains("\"SilentDays\":7", entry.BeforeJson);
    }
}
