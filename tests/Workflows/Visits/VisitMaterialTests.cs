using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>What a visit uses comes out of what its visitor holds, once (domain.md W18, F-V2 posm).</summary>
public sealed class VisitMaterialTests
{
    private const string Poster = "POSM-A1";

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_visit_that_is_uploaded_many_times_draws_its_material_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var visit = await HoldingAsync(business, 10);
        visit.Content = visit.Content with { Materials = [new("海报A1", "placed", 3, Poster), new("海报A1", "changed", 1, Poster), new("海报A1", "removed", 2, Poster), new("价签", "placed", 50)] };
        var message = visit.HandIn().Message();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => visit.SendAsync(message)));
        Assert.Equal(6, await HeldAsync(business, visit));
        var use = await business.ReadAsync(db => db.MaterialEntries.SingleAsync(row => row.Move == MaterialMove.Use));
        Assert.Equal((4, visit.Store, (await visit.StoredAsync()).Id, visit.Person), (use.Quantity, use.StoreId, use.SubjectId, use.PersonId));
    }

    [Fact]
    public async Task What_is_put_right_in_a_visit_that_came_back_is_put_right_in_the_books()
    {
        await using var business = await Business.OpenAsync();
        var visit = await HoldingAsync(business, 10);
        visit.Content = visit.Content with { Materials = [new("海报A1", "placed", 4, Poster)] };
        await visit.HandIn().SendAsync();
        foreach (var (used, held) in new[] { (6, 4), (1, 9), (10, 0) })
        {
            await business.Get<VisitReviews>().DecideAsync((await visit.StoredAsync()).Id, VisitDecision.Return, await business.PersonAsync("jiang.xubai"), "数量不对", $"return/{used}");
            visit.BasedOn = (await visit.StoredAsync()).Version;
            visit.Content = visit.Content with { Materials = [new("海报A1", "placed", used, Poster)] };
            await visit.Go(VisitState.Submitted).SendAsync();
            Assert.Equal(held, await HeldAsync(business, visit));
        }
    }

    [Fact]
    public async Task Nobody_uses_more_than_he_holds_and_the_refusal_says_how_much_that_is()
    {
        await using var business = await Business.OpenAsync();
        var visit = await HoldingAsync(business, 2);
        visit.Content = visit.Content with { Materials = [new("海报A1", "placed", 3, Poster)] };
        await visit.Go(VisitState.InStore).SendAsync();
        Assert.Equal(2, await HeldAsync(business, visit));
        var refusal = Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => visit.Go(VisitState.LeftStore, VisitState.Submitted).SendAsync())).Refusals);
        Assert.Equal(("materials", "visit.material", (object?)2), (refusal.Field, refusal.Key, refusal.Arguments[1]));
        Assert.Equal((VisitState.InStore, 2), ((await visit.StoredAsync()).State, await HeldAsync(business, visit)));
        visit.Content = visit.Content with { Materials = [new("没有", "placed", 1, "NONE")] };
        Assert.Equal("visit.materialUnknown", Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => visit.SendAsync())).Refusals).Key);
        visit.Content = visit.Content with { Materials = [new("海报A1", "placed", 2, Poster)] };
        await visit.SendAsync();
        Assert.Equal(0, await HeldAsync(business, visit));
    }

    [Fact]
    public async Task The_phone_takes_along_what_its_visitor_holds()
    {
        await using var business = await Business.OpenAsync();
        var visit = await HoldingAsync(business, 7);
        var held = Assert.Single((await business.Get<VisitDay>().OfAsync(visit.Person, new(2026, 11, 23))).Materials);
        Assert.Equal((Poster, 7), (held.Code, held.Held));
    }

    private static async Task<PhoneVisit> HoldingAsync(Business business, int quantity)
    {
        var visit = await PhoneVisit.PlannedAsync(business);
        var item = await business.ReadAsync(db => db.MaterialItems.Where(row => row.Code == Poster).Select(row => row.Id).SingleAsync());
        await business.Get<MaterialStock>().MoveAsync(new("given", item, MaterialMove.Issue, quantity, visit.Person));
        return visit;
    }

    private static async Task<int> HeldAsync(Business business, PhoneVisit visit) => (await business.Get<MaterialStock>().HeldByAsync(visit.Person)).Where(row => row.Code == Poster).Sum(row => row.Quantity);
}
