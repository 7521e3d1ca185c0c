using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProcessSales.Workflows.Tests.Attachments;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>What is found in a visit reaches whoever decides it, once (domain.md 2.2, decisions 2 and 3).</summary>
public sealed class FindingTests
{
    [Fact]
    public async Task Expired_goods_on_the_shelf_are_a_complaint_of_severity_A_as_soon_as_they_arrive_and_only_once()
    {
        var complaints = new Taker(RaisedKind.Complaint);
        await using var business = await Business.OpenAsync(more: complaints.AddTo);
        var visit = await PhoneVisit.PlannedAsync(business);
        visit.Content = visit.Content with { Batches = [visit.Content.Batches[0] with { ProducedOn = new(2025, 11, 20), Quantity = 6, Pulled = 6, Held = 6, Place = "后仓" }] };
        await visit.Go(VisitState.InStore).SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        await visit.Go(VisitState.LeftStore, VisitState.Submitted).SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        var finding = Assert.Single(complaints.Taken);
        Assert.Equal((true, "2000000000015", 6), (finding.Expired, finding.ProductCode, finding.Quantity));
        Assert.Equal("CC-1", await business.ReadAsync(db => db.FoundMatters.Select(row => row.Outcome).SingleAsync()));
        Assert.Equal(3, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.Template == "visit-expired")));
        Assert.StartsWith("Expired", (await visit.StoredAsync()).Exceptions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_product_that_is_seen_on_the_shelf_goes_to_its_listing_with_the_picture_that_shows_it()
    {
        var shelf = new Taker(RaisedKind.OnShelf);
        await using var business = await Business.OpenAsync(more: shelf.AddTo);
        var visit = await PhoneVisit.PlannedAsync(business);
        var (there, missing, photo) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        visit.Content = visit.Content with
        {
            Matters = [new(StoreMatterKind.Listing, there, "新品", "done", "已上两排面", null, 2, null, null), new(StoreMatterKind.Listing, missing, "新品二", "open", "未到货", null, null, null, null)],
            Photos = [.. visit.Content.Photos, new(photo, $"listing:{there}")],
        };
        await visit.HandIn().SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        var finding = Assert.Single(shelf.Taken);
        Assert.Equal((there, 2, "已上两排面"), (finding.SubjectId, finding.Quantity, finding.Note));
        Assert.Contains(photo, finding.PhotoIds);
    }

    [Fact]
    public async Task An_older_batch_behind_a_newer_one_and_near_goods_that_stay_on_the_shelf_are_open_issues()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        var batch = visit.Content.Batches[0];
        // 365 days of life: made 310 days ago there are 55 left, orange.
        visit.Content = visit.Content with { Batches = [batch with { ProducedOn = new(2026, 9, 1) }, batch with { ProducedOn = new(2026, 8, 1), BackRoom = true }, batch with { ProducedOn = new DateOnly(2026, 11, 23).AddDays(-310), Quantity = 5, Pulled = 2, Returned = 2 }] };
        await visit.HandIn().SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        Assert.Equal("", (await visit.StoredAsync()).Exceptions);
        var near = await business.ReadAsync(db => db.OpenIssues.SingleAsync(issue => issue.StoreId == visit.Store));
        Assert.Contains("货架仍有3件未撤", near.Title, StringComparison.Ordinal);

        var second = await PhoneVisit.PlannedAsync(business, store: "C01-02");
        second.Content = second.Content with { CheckIn = second.Content.CheckIn! with { Latitude = 30.221, Longitude = 120.123 }, Batches = [batch with { ProducedOn = new(2026, 9, 1) }, batch with { ProducedOn = new(2026, 8, 1), BackRoom = true }] };
        await second.HandIn().SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        Assert.Equal("Rotation", (await second.StoredAsync()).Exceptions);
        var broken = await business.ReadAsync(db => db.OpenIssues.SingleAsync(issue => issue.StoreId == second.Store));
        Assert.Contains("后仓有更早批次2026-08-01", broken.Title, StringComparison.Ordinal);
        Assert.Equal((ProcessSales.Workflows.Issues.IssueKind.Freshness, new DateOnly(2026, 11, 26)), (broken.Kind, broken.DueOn));
    }

    [Fact]
    public async Task Whoever_is_given_what_was_found_in_a_store_owns_it_and_is_told()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        var assistant = await business.PersonAsync("fang.yuan");
        visit.Content = visit.Content with { Checks = [new("price.tag", CheckResult.No, Treatment.OpenIssue, null, "缺两个价签", null, assistant, null)] };
        await visit.HandIn().SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        await business.Get<FindingPump>().SweepAsync();
        Assert.Equal((assistant, visit.Person), await business.ReadAsync(db => db.OpenIssues.Where(issue => issue.StoreId == visit.Store).Select(issue => new ValueTuple<Guid, Guid?>(issue.OwnerId, issue.RaisedById)).SingleAsync()));
        Assert.Equal(assistant, await business.ReadAsync(db => db.Notifications.Where(row => row.Template == "issue-raised").Select(row => row.RecipientId).SingleAsync()));
        Assert.Contains((await business.Get<VisitDay>().OfAsync(visit.Person, new(2026, 11, 23))).People, person => person.Id == assistant);
    }

    [Fact]
    public async Task A_taker_that_fails_is_asked_again()
    {
        var complaints = new Taker(RaisedKind.Complaint) { Fails = 1 };
        await using var business = await Business.OpenAsync(more: complaints.AddTo);
        var visit = await PhoneVisit.PlannedAsync(business);
        visit.Content = visit.Content with { Complaints = [new("2000000000015", null, 1, "包装破损")] };
        await visit.HandIn().SendAsync();
        await business.Get<FindingPump>().SweepAsync();
        Assert.NotNull(await business.ReadAsync(db => db.FoundMatters.Select(row => row.LastError).SingleAsync()));
        business.Clock.Advance(TimeSpan.FromMinutes(3));
        await business.Get<FindingPump>().SweepAsync();
        Assert.Equal(2, complaints.Taken.Count);
        Assert.Equal("CC-2", await business.ReadAsync(db => db.FoundMatters.Select(row => row.Outcome).SingleAsync()));
    }

    [Fact]
    public async Task Missing_stock_of_a_visit_reaches_logistics_in_one_message_after_15_minutes()
    {
        await using var business = await Business.OpenAsync();
        await (await PhoneVisit.PlannedAsync(business)).HandIn().SendAsync();
        business.Clock.Advance(TimeSpan.FromDays(6));
        var visit = await PhoneVisit.PlannedAsync(business, new(2026, 11, 29));
        visit.Content = visit.Content with
        {
            Lines = [.. visit.Content.Lines, new("2000000000022", ShelfStatus.OutOfStock, null, null, null, 0, 0, null, 12, null), new("2000000000039", ShelfStatus.OutOfStock, null, null, null, 0, 0, null, null, null)],
        };
        await visit.HandIn().SendAsync();
        business.Clock.Advance(TimeSpan.FromMinutes(14));
        await business.Get<FindingPump>().SweepAsync();
        Assert.Equal(0, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.Template == "visit-oos")));
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        await business.Get<FindingPump>().SweepAsync();
        await business.Get<FindingPump>().SweepAsync();
        var logistics = await business.PersonAsync("luo.qicheng");
        var message = await business.ReadAsync(db => db.Notifications.SingleAsync(row => row.Template == "visit-oos" && row.RecipientId == logistics));
        Assert.Contains("葱香苏打饼干 400g(近7日销14)", message.Body, StringComparison.Ordinal);
        Assert.Contains("海盐薯片 70g", message.Body, StringComparison.Ordinal);
        Assert.Equal([new DateOnly(2026, 11, 30), new DateOnly(2026, 11, 30)], await business.ReadAsync(db => db.OpenIssues.Where(issue => issue.StoreId == visit.Store).Select(issue => issue.DueOn).ToListAsync()));
    }

    [Fact]
    public async Task Whoever_asks_for_a_batch_learns_which_stores_hold_it()
    {
        await using var business = await Business.OpenAsync();
        foreach (var store in new[] { "C01-01", "C01-02", "C01-03" })
        {
            var visit = await PhoneVisit.PlannedAsync(business, store: store);
            if (store == "C01-03") visit.Content = visit.Content with { Batches = [visit.Content.Batches[0] with { ProducedOn = new(2026, 9, 2) }] };
            await visit.HandIn().SendAsync();
        }

        var found = await business.Get<BatchTrace>().StoresWithAsync("2000000000015", new(2026, 9, 1), new(2026, 11, 1));
        Assert.Equal(["C01-01", "C01-02"], found.Select(row => row.StoreCode));
        Assert.All(found, row => Assert.Equal(20, row.Quantity));
    }

    [Fact]
    public async Task A_picture_is_kept_once_without_hidden_data_and_one_that_was_used_before_is_marked()
    {
        await using var business = await Business.OpenAsync();
        var photos = business.Get<VisitPhotos>();
        var first = (await PhoneVisit.PlannedAsync(business)).HandIn();
        var second = await PhoneVisit.PlannedAsync(business, store: "C01-02");
        second.Content = second.Content with { CheckIn = second.Content.CheckIn! with { Latitude = 30.221, Longitude = 120.123 } };
        second.HandIn();
        await first.SendAsync();
        await second.SendAsync();
        var picture = Files.JpegWithPosition(32, 24, "behind");
        var original = new string('a', 64);
        var sent = new SentPhoto(Guid.NewGuid(), "shopfront", business.Clock.GetUtcNow(), false, original);
        Assert.True(await photos.SaveAsync(first.Person, first.ClientId, sent, new MemoryStream(picture)));
        Assert.False(await photos.SaveAsync(first.Person, first.ClientId, sent, new MemoryStream(picture)));
        Assert.Equal("", (await first.StoredAsync()).Exceptions);
        await photos.SaveAsync(second.Person, second.ClientId, sent with { Id = Guid.NewGuid() }, new MemoryStream(Files.JpegWithPosition(40, 24, "else")));
        Assert.Equal("Photos", (await second.StoredAsync()).Exceptions);
        Assert.Equal((await first.StoredAsync()).Id, await business.ReadAsync(db => db.VisitPhotos.Where(row => row.Id != sent.Id).Select(row => row.ReusedFromId).SingleAsync()));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => photos.SaveAsync(first.Person, first.ClientId, sent with { Id = Guid.NewGuid() }, new MemoryStream("<svg/>"u8.ToArray())));
        Assert.Equal("visit.photoType", refused.Refusals[0].Key);
        await Assert.ThrowsAsync<RefusedException>(async () => await photos.SaveAsync(await business.PersonAsync("su.xiaoman"), first.ClientId, sent with { Id = Guid.NewGuid() }, new MemoryStream(picture)));
        Assert.NotNull(await photos.OpenAsync(await business.PersonAsync("jiang.xubai"), sent.Id));
        Assert.Null(await photos.OpenAsync(await business.PersonAsync("xu.muyun"), sent.Id));
    }

    private sealed class Taker(RaisedKind kind) : IFindingTaker
    {
        public List<VisitFinding> Taken { get; } = [];

        public int Fails { get; set; }

        public RaisedKind Kind => kind;

        public void AddTo(IServiceCollection services) => services.RemoveAll<IFindingTaker>().AddSingleton<IFindingTaker>(this);

        public Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
        {
            Taken.Add(finding);
            return Fails-- > 0 ? throw new InvalidOperationException("busy") : Task.FromResult<string?>($"CC-{Taken.Count}");
        }
    }
}
