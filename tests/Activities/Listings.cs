using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Whole ways of a listing through the real definition.</summary>
public sealed class Listings
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Story_2_takes_26_days_of_which_11_are_ours_and_15_the_retailers(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(500m));
        Assert.Equal((CaseState.InReview, 4000m, "岚桥大卖场 新品进场 2品4店"), ((await company.CaseAsync(listing.Id)).State, (await company.CaseAsync(listing.Id)).Amount, (await company.CaseAsync(listing.Id)).Title));
        Assert.Equal(56000m, await company.AvailableAsync());
        Assert.Contains("2品4店,费用¥4,000.00,回收期3.1月", Assert.Single(await company.MessagesAsync(Arm, "approval-request")).Body);
        foreach (var person in new[] { Arm, Rgm, FinEx })
        {
            await DaysAsync(company, 1);
            await listing.ApproveAsync(person);
        }

        Assert.Equal((CaseState.Running, "L60 向店方提报"), ((await company.CaseAsync(listing.Id)).State, await listing.StepAsync(Kam)));
        await DaysAsync(company, 1);
        await listing.MoveAsync(Kam, LineState.Submitted, new() { Buyer = "李采购" });
        Assert.Equal((ListingState.Negotiating, ListingSide.Retailer, "L70 谈判结果"), ((await listing.ViewAsync()).Request.State, (await listing.ViewAsync()).Request.Side, await listing.StepAsync(Kam)));

        // The chain takes one article in three stores and asks for 400 more in each.
        await DaysAsync(company, 10);
        var fourth = (await listing.ViewAsync()).Stores.Single(store => store.Value.Code == "C01-04").Key;
        await listing.MoveAsync(Kam, LineState.Refused, new() { Refusal = ListingRefusal.CategoryFull }, line => line.ProductCode == Listing.Water || line.StoreId == fourth);
        Assert.Equal("kam", await company.HoldersAsync(listing.Id));
        await listing.MoveAsync(Kam, LineState.Accepted, new() { Promise = "李采购答应 10 月中旬上架", AgreedFee = 900m });
        var view = await listing.ViewAsync();
        Assert.Equal((ListingState.Signing, ListingSide.Ours, SupplementState.Needed, 2700m), (view.Request.State, view.Request.Side, view.Request.Supplement, view.Request.AgreedFee));
        Assert.Equal((CaseState.InReview, "arm"), ((await company.CaseAsync(listing.Id)).State, await company.HoldersAsync(listing.Id)));
        var early = await Assert.ThrowsAsync<RefusedException>(listing.SignAsync);
        Assert.Equal("listing.feeOpen", early.Refusals[0].Key);
        foreach (var person in new[] { Arm, Rgm, FinEx })
        {
            await DaysAsync(company, 1);
            await listing.ApproveAsync(person);
        }

        Assert.Equal((CaseState.Running, 56000m, "L80 协议与费用凭证"), ((await company.CaseAsync(listing.Id)).State, await company.AvailableAsync(), await listing.StepAsync(Kam)));
        await DaysAsync(company, 1);
        await listing.SignAsync();
        Assert.Equal((ListingState.Setup, ListingSide.Retailer, "L90 店方建档"), ((await listing.ViewAsync()).Request.State, (await listing.ViewAsync()).Request.Side, await listing.StepAsync(Ast)));
        await DaysAsync(company, 5);
        await listing.MoveAsync(Ast, LineState.ItemCreated, new() { ItemCode = "880012" });
        await DaysAsync(company, 1);
        await listing.MoveAsync(Kam, LineState.Ordered, new() { OrderNumber = "PO-7", Quantity = 60 });
        Assert.Single(await company.MessagesAsync(Log, "listing-ordered"));
        await DaysAsync(company, 1);
        await listing.MoveAsync(Log, LineState.Delivered, new() { Quantity = 60, ProducedOn = new(2026, 9, 1) });
        await DaysAsync(company, 1);
        await listing.MoveAsync(Ast, LineState.OnShelf, new() { Facings = 2, TagRight = true });
        view = await listing.ViewAsync();
        Assert.Equal((ListingState.Trial, 3, 5, "finex"), (view.Request.State, view.Counts[LineState.Trial], view.Counts[LineState.Refused], await company.HoldersAsync(listing.Id)));
        Assert.Equal((26, 11, 15, true), (view.Days.Total, view.Days.Ours, view.Days.Retailer, view.Days.OnShelf));
        Assert.Equal(900m, view.FeePerPoint);

        // The fee becomes cost, the rest of the reservation is free again at the end.
        await listing.SettleAsync(2700m);
        Assert.Equal("kam", await company.HoldersAsync(listing.Id));
        await DaysAsync(company, 60);
        await listing.MoveAsync(Kam, LineState.Kept, new() { Quantity = 110 });
        Assert.Equal((CaseState.Closed, ListingState.ClosedPartial, 57300m, ""), ((await company.CaseAsync(listing.Id)).State, (await listing.ViewAsync()).Request.State, await company.AvailableAsync(), await company.HoldersAsync(listing.Id)));
        var figures = await company.Get<ListingKpis>().OfAsync(Dir, new(2026, 9, 1), new(2026, 9, 30));
        Assert.Equal((new Spread(26, 26), new Spread(11, 11), new Spread(15, 15)), (figures.Cycle, figures.Ours, figures.Retailer));
        Assert.Equal((0.375m, 1m, new Spread(1, 1), 900m, 1m), (figures.Acceptance, figures.ShelfRate, figures.DeliveryToShelf, figures.FeePerPoint, figures.TrialKept));
        Assert.Equal((0.375m, 0.375m), (figures.ShelfAt30, figures.ShelfAt60));
        await ListsSayWhatTheFiguresCountAsync(company);
    }

    private static async Task ListsSayWhatTheFiguresCountAsync(Running.Company company)
    {
        Task<Page<ListingKpiRow>> OfAsync(ListingKpi kpi, Guid person, int size = 50) => company.Get<ListingKpiList>().ListAsync(person, kpi, new(2026, 9, 1), new(2026, 9, 30), 1, size);
        foreach (var (kpi, days) in new[] { (ListingKpi.Listings, 26m), (ListingKpi.Cycle, 26m), (ListingKpi.Ours, 11m), (ListingKpi.Retailer, 15m) }) Assert.Equal(days, Assert.Single((await OfAsync(kpi, Dir)).Rows).Value);
        foreach (var (kpi, counted, all) in new[] { (ListingKpi.Acceptance, 3, 8), (ListingKpi.Shelf, 3, 3), (ListingKpi.Kept, 3, 3), (ListingKpi.At30, 3, 8), (ListingKpi.At60, 3, 8) })
        {
            var list = await OfAsync(kpi, Dir);
            Assert.Equal((counted, all), (list.Rows.Count(row => row.Counts), list.Total));
        }

        Assert.All((await OfAsync(ListingKpi.Delivery, Dir)).Rows, row => Assert.Equal(1m, row.Value));
        Assert.Equal(2700m, (await OfAsync(ListingKpi.Fee, Dir)).Rows.Sum(row => row.Value));
        Assert.Equal(3, (await OfAsync(ListingKpi.Payback, Dir)).Rows.Count(row => row.Value > 0m));
        Assert.Equal((2, 8), ((await OfAsync(ListingKpi.Acceptance, Dir, 2)).Rows.Count, (await OfAsync(ListingKpi.Acceptance, Dir, 2)).Total));
        Assert.Equal(0, (await OfAsync(ListingKpi.Acceptance, Arm2)).Total);
    }

    [Fact]
    public async Task A_small_fee_in_few_stores_does_not_go_to_the_region_and_a_slow_payback_goes_to_the_director()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company, 6);
        async Task<string> ChainAsync(decimal fee, string basis, int stores, params string[] products)
        {
            var listing = await Listing.StartAsync(company);
            await listing.SubmitAsync(Listing.Form(fee, basis, stores: stores, products: products));
            var chain = string.Join(",", (await company.PathAsync(listing.Id)).Levels.Select(level => level.Approvers[0].Name));
            await company.ActAsync(listing.Id, Arm, "Reject", "样例");
            return chain;
        }

        Assert.Equal("arm,finex", await ChainAsync(3000m, "once", 5));
        Assert.Equal("arm,rgm,finex", await ChainAsync(3000m, "once", 6));
        Assert.Equal("arm,rgm,finex", await ChainAsync(3001m, "once", 5));
        Assert.Equal("arm,rgm,finex,dir", await ChainAsync(20001m, "once", 6));
        Assert.Equal("arm,rgm,finex,dir", await ChainAsync(1100m, "once", 1, Listing.Oats));
        Assert.Equal(60000m, await company.AvailableAsync());
    }

    [Fact]
    public async Task An_article_that_nobody_takes_ends_the_listing_and_frees_its_budget()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(2000m, "once"));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.MoveAsync(Kam, LineState.Submitted, new() { Buyer = "李采购" });
        await listing.MoveAsync(Kam, LineState.Refused, new() { Refusal = ListingRefusal.LowMargin, RetryOn = new(2026, 12, 1) });
        Assert.Equal((CaseState.Closed, ListingState.Refused, 60000m), ((await company.CaseAsync(listing.Id)).State, (await listing.ViewAsync()).Request.State, await company.AvailableAsync()));
        Assert.Single(await company.MessagesAsync(Kam, "listing-came-to-nothing"));
        company.Clock.Advance(new DateTimeOffset(2026, 12, 2, 2, 0, 0, TimeSpan.Zero) - company.Clock.GetUtcNow());
        await company.Get<ListingClock>().SweepAsync();
        await company.Get<ListingClock>().SweepAsync();
        Assert.Single(await company.MessagesAsync(Kam, "listing-retry"));
    }

    [Fact]
    public async Task A_higher_fee_that_is_not_approved_comes_down_or_the_lines_are_given_up()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(100m));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.MoveAsync(Kam, LineState.Submitted, new() { Buyer = "李采购" });
        await listing.MoveAsync(Kam, LineState.Accepted, new() { Promise = "李采购", AgreedFee = 900m });
        Assert.Equal("arm", await company.HoldersAsync(listing.Id));
        await company.ActAsync(listing.Id, Arm, "Reject", "太贵");
        var view = await listing.ViewAsync();
        Assert.Equal((SupplementState.Refused, CaseState.Running, "kam"), (view.Request.Supplement, (await company.CaseAsync(listing.Id)).State, await company.HoldersAsync(listing.Id)));
        Assert.Contains("太贵", Assert.Single(await company.MessagesAsync(Kam, "listing-fee-refused")).Body);
        await company.Get<ListingGrid>().AgreeAsync(Kam, listing.Id, await listing.LinesAsync(line => line.State == LineState.Accepted), 100m, null);
        await company.Get<ContinuationPump>().RunAsync(listing.Id);
        Assert.Equal((SupplementState.None, "L80 协议与费用凭证"), ((await listing.ViewAsync()).Request.Supplement, await listing.StepAsync(Kam)));
    }

    [Fact]
    public async Task A_fee_that_the_law_names_needs_a_word_of_finance()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(100m, "sku", "barcode"));
        await listing.ApproveAsync(Arm);
        var silent = await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(listing.Id, FinEx, "Approve"));
        Assert.Equal(("Comment", "comment.required"), (silent.Refusals[0].Field, silent.Refusals[0].Key));
        await company.ActAsync(listing.Id, FinEx, "Approve", "合同 3.1 约定,开具服务费发票");
        Assert.Equal(CaseState.Running, (await company.CaseAsync(listing.Id)).State);
    }

    [Fact]
    public async Task The_chain_s_silence_is_told_after_a_week_and_to_the_superior_after_fifteen_days_and_each_once()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.MoveAsync(Kam, LineState.Submitted, new() { Buyer = "李采购" });
        async Task<(int Kam, int Arm)> AfterAsync(int days)
        {
            await DaysAsync(company, days);
            await company.Get<ListingClock>().SweepAsync();
            await company.Get<ListingClock>().SweepAsync();
            return ((await company.MessagesAsync(Kam, "listing-silent")).Count, (await company.MessagesAsync(Arm, "listing-silent-long")).Count);
        }

        Assert.Equal((0, 0), await AfterAsync(6));
        Assert.Equal((1, 0), await AfterAsync(1));
        Assert.Equal((1, 0), await AfterAsync(7));
        Assert.Equal((1, 1), await AfterAsync(1));
        await company.Get<ListingGrid>().HeardAsync(Kam, listing.Id, "采购说下周开会");
        Assert.Equal((2, 1), await AfterAsync(7));
    }

    [Fact]
    public async Task What_came_and_is_not_on_the_shelf_trials_and_papers_are_told_in_time()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        var form = Listing.Form(0m);
        form["papers"]![0]!["expiresOn"] = "2026-11-30";
        await listing.SubmitAsync(form);
        await listing.ApproveAsync(Arm, FinEx);
        await listing.DeliverAsync();
        Assert.Equal("ast", await company.HoldersAsync(listing.Id));
        var promoter = Guid.NewGuid();
        await using (var db = await company.OpenDbAsync())
        {
            db.Users.Add(new() { Id = promoter, UserName = "pcc", NormalizedUserName = "PCC", Name = "pcc", NameEn = "pcc", Role = Workflows.People.Role.Pcc, OrgUnitId = Lake, SuperiorId = Kam, Email = "pcc@example.test", SecurityStamp = "x" });
            db.StorePromoters.Add(new() { StoreId = (await listing.ViewAsync()).Lines[0].StoreId, PersonId = promoter });
            await db.SaveChangesAsync();
        }

        await SweepAfterAsync(company, 3);
        foreach (var person in new[] { Kam, Ast, promoter }) Assert.Single(await company.MessagesAsync(person, "listing-not-on-shelf"));
        await listing.MoveAsync(Ast, LineState.OnShelf, new() { Facings = 1, TagRight = true });
        Assert.Equal((LineState.Trial, "kam"), ((await listing.ViewAsync()).Lines[0].State, await company.HoldersAsync(listing.Id)));
        Assert.Empty(await company.MessagesAsync(Ast, "listing-paper"));
        foreach (var (days, expected) in new[] { (24, 0), (1, 1), (30, 2), (30, 3) })
        {
            await SweepAfterAsync(company, days);
            Assert.Equal(expected, (await company.MessagesAsync(Kam, "listing-trial")).Count);
        }

        Assert.Contains("试销25天", (await company.MessagesAsync(Kam, "listing-trial"))[0].Body);
        Assert.Contains("2026-11-30", Assert.Single(await company.MessagesAsync(Ast, "listing-paper")).Body);
    }

    [Fact]
    public async Task An_article_that_the_company_gives_up_cancels_all_its_open_lines_with_the_reason()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m));
        await listing.ApproveAsync(Arm, FinEx);
        await Assert.ThrowsAsync<RefusedException>(() => company.Get<ListingGrid>().WithdrawArticleAsync(Kam, Listing.Water, "配方更改"));
        var cases = await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, Listing.Water, "配方更改");
        Assert.Equal([listing.Id], cases);
        var view = await listing.ViewAsync();
        Assert.Equal((4, 4), (view.Counts[LineState.Cancelled], view.Counts[LineState.Approved]));
        var line = view.Lines.First(each => each.ProductCode == Listing.Water);
        Assert.Equal("配方更改", (await company.Get<ListingBook>().StampsAsync(Kam, listing.Id, line.Id))[^1].Note);
        await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, Listing.Oats, "停产");
        await company.Get<ContinuationPump>().RunAsync(listing.Id);
        Assert.Equal((CaseState.Closed, ListingState.Withdrawn), ((await company.CaseAsync(listing.Id)).State, (await listing.ViewAsync()).Request.State));
    }

    [Fact]
    public async Task What_is_given_up_while_its_listing_is_in_review_is_not_offered_once_it_is_approved()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m));
        Assert.Equal([listing.Id], await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, Listing.Water, "配方更改"));
        await listing.ApproveAsync(Arm);
        Assert.Equal([listing.Id], await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, Listing.Oats, "停产"));
        await listing.ApproveAsync(FinEx);
        var view = await listing.ViewAsync();
        Assert.Equal((8, ListingState.Withdrawn, CaseState.Closed, ""), (view.Counts[LineState.Cancelled], view.Request.State, (await company.CaseAsync(listing.Id)).State, await company.HoldersAsync(listing.Id)));
    }

    [Fact]
    public async Task Saying_too_early_that_a_step_is_done_gives_the_task_again_with_its_old_deadline()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m));
        await listing.ApproveAsync(Arm, FinEx);
        async Task<(Guid Id, DateTimeOffset? Due)> TaskAsync()
        {
            await using var db = await company.OpenDbAsync();
            var id = await company.TaskOfAsync(listing.Id, Kam);
            return (id, await db.Tasks.Where(row => row.Id == id).Select(row => row.DueAt).SingleAsync());
        }

        var first = await TaskAsync();
        await DaysAsync(company, 1);
        await company.ActAsync(listing.Id, Kam, "Done");
        var second = await TaskAsync();
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Due, second.Due);
    }

    [Fact]
    public async Task A_visit_s_picture_puts_on_the_shelf_what_was_delivered_there_and_tells_to_take_the_replaced_article_off()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        var form = Listing.Form(0m);
        await using var db = await company.OpenDbAsync();
        db.Products.Add(new() { Id = Guid.NewGuid(), Code = "2000000000015", Name = "旧饼干", CasePack = 12, ShelfLife = 270 });
        await db.SaveChangesAsync();
        form["skus"]![0]!["replaces"] = "2000000000015";
        await listing.SubmitAsync(form);
        await listing.ApproveAsync(Arm, FinEx);
        await listing.DeliverAsync();
        var view = await listing.ViewAsync();
        var store = view.Stores.Single(each => each.Value.Code == "C01-01").Key;
        var visit = new Visit { Id = Guid.NewGuid(), ClientId = Guid.NewGuid(), StoreId = store, PersonId = Ast, State = VisitState.Submitted, Day = new(2026, 9, 14), CreatedAt = company.Clock.GetUtcNow() };
        db.Visits.Add(visit);
        await db.SaveChangesAsync();
        db.VisitLines.AddRange(
            new VisitLine { VisitId = visit.Id, ProductCode = Listing.Oats, Status = ShelfStatus.OnShelf, Facings = 4, Price = 25.9m }, new VisitLine { VisitId = visit.Id, ProductCode = Listing.Water, Status = ShelfStatus.BackRoomOnly });
        await db.SaveChangesAsync();
        var taker = company.Get<IEnumerable<IFindingTaker>>().Single(each => each.Kind == RaisedKind.OnShelf);
        var photo = Guid.NewGuid();
        VisitFinding Finding(params Guid[] photos) => new(Guid.NewGuid(), RaisedKind.OnShelf, visit.Id, store, Ast, company.Clock.GetUtcNow(), null, null, null, false, view.Request.Id, "", photos);

        Assert.Null(await taker.TakeAsync(Finding(), default)); // a word without a picture
        var number = (await company.CaseAsync(listing.Id)).Number;
        Assert.Equal(number, await taker.TakeAsync(Finding(photo), default));
        Assert.Null(await taker.TakeAsync(Finding(photo), default)); // handed over again
        var lines = (await listing.ViewAsync()).Lines;
        var line = Assert.Single(lines, each => each.State == LineState.OnShelf);
        Assert.Equal((Listing.Oats, store, 4, true, photo), (line.ProductCode, line.StoreId, line.Facings, line.TagRight, line.PhotoId));
        var issue = Assert.Single(await db.OpenIssues.AsNoTracking().ToListAsync());
        Assert.Equal((store, "2000000000015", Kam, IssueSource.Listing), (issue.StoreId, issue.ProductCode, issue.OwnerId, issue.Source));
        Assert.Contains("旧饼干", issue.Title);
    }

    [Fact]
    public async Task A_trial_is_reviewed_against_its_plan_and_a_weak_article_gets_a_promotion()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m, stores: 2, products: Listing.Oats));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.DeliverAsync();
        var grid = company.Get<ListingGrid>();
        var sold = (await listing.LinesAsync(_ => true)).ToDictionary(id => id, _ => 20);
        Assert.Equal("listing.notOnTrial", (await Assert.ThrowsAsync<RefusedException>(() => grid.ReviewTrialAsync(Kam, listing.Id, sold, false, null))).Refusals[0].Key);
        await listing.MoveAsync(Ast, LineState.OnShelf, new() { Facings = 1, TagRight = true });
        await DaysAsync(company, 30);
        Assert.Null(await grid.ReviewTrialAsync(Kam, listing.Id, sold, false, null));
        Assert.Contains("2 × 40%", (await company.AuditOfAsync(listing.Id, "TrialReviewed"))!);
        await Assert.ThrowsAsync<RefusedException>(() => grid.ReviewTrialAsync(FinEx, listing.Id, sold, false, null));
        var promotion = await grid.ReviewTrialAsync(Kam, listing.Id, sold, true, "陈列位置差");
        Assert.True(await company.Get<ContinuationPump>().RunAsync(promotion!.Value));
        var file = await company.CaseAsync(promotion.Value);
        Assert.Equal(("promotion-approval", Kam, "kam"), (file.Process, file.OwnerId, await company.HoldersAsync(file.Id)));
        Assert.Contains(Listing.Oats, file.DataJson);
        Assert.Contains("C01-02", file.DataJson);
        Assert.Equal(CaseState.Running, (await company.CaseAsync(listing.Id)).State);
    }

    [Theory, InlineData("invoice"), InlineData("contract"), InlineData("goodsInSlip"), InlineData("barcodeList")]
    public async Task A_listing_fee_is_settled_only_with_every_proof_of_the_matrix(string missing)
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        string[] kinds = ["invoice", "contract", "goodsInSlip", "barcodeList"];
        await using (var db = await company.OpenDbAsync())
        {
            db.ProofRules.AddRange(kinds.Select(kind => new ProofRule { FeeType = "listing", Proof = kind }));
            await db.SaveChangesAsync();
        }

        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(100m, stores: 1, products: Listing.Oats));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.DeliverAsync();
        await listing.MoveAsync(Ast, LineState.OnShelf, new() { Facings = 1, TagRight = true });
        foreach (var kind in kinds.Where(kind => kind != missing)) await ProofAsync(kind);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => listing.SettleAsync(100m));
        Assert.Equal(["listing.proofMissing", missing, 1, 0], new object?[] { refused.Refusals[0].Key }.Concat(refused.Refusals[0].Arguments));
        Assert.Null((await listing.ViewAsync()).Request.SettledOn);
        await ProofAsync(missing);
        await listing.SettleAsync(100m);
        Assert.Equal(100m, (await listing.ViewAsync()).Request.SettledFee);

        // Also who has no task in it any more: the manager of the chain hands the papers in.
        Task ProofAsync(string kind) => company.Get<AttachmentStore>().SaveAsync(Kam, listing.Id, kind, $"{kind}.pdf", new MemoryStream(System.Text.Encoding.ASCII.GetBytes($"%PDF-1.4\n%{kind}\n%%EOF\n")));
    }

    [Fact]
    public async Task A_paper_that_ends_soon_and_a_fee_that_the_contract_does_not_name_are_warnings_that_approvers_see()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        var form = Listing.Form(100m);
        form["papers"]![0]!["expiresOn"] = "2026-10-01";
        await listing.SubmitAsync(form);
        var warnings = ReasonedWarning.Parse((await company.CaseAsync(listing.Id)).WarningsJson);
        Assert.Contains(warnings, warning => warning.Message.Zh.Contains("JC-1") && warning.Message.En.Contains("2026-10-01"));
        Assert.Contains(warnings, warning => warning.Field == "fees[0].type" && warning.Message.Zh.Contains("HT-2026-01"));
        var expired = await Listing.StartAsync(company);
        form["contract"] = "HT-2025-99";
        Assert.Contains((await Assert.ThrowsAsync<RefusedException>(() => expired.SubmitAsync(form))).Refusals, refusal => refusal.Field == "contract");
    }

    [Fact]
    public async Task A_wrong_item_code_is_corrected_with_its_trace()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m, stores: 1, products: Listing.Oats));
        await listing.ApproveAsync(Arm, FinEx);
        var line = await listing.LinesAsync(_ => true);
        var grid = company.Get<ListingGrid>();
        Assert.Equal("listing.noItem", (await Assert.ThrowsAsync<RefusedException>(() => grid.CorrectCodeAsync(Kam, listing.Id, line, "77"))).Refusals[0].Key);
        await listing.DeliverAsync();
        await grid.CorrectCodeAsync(Ast, listing.Id, line, "88009");
        Assert.Equal("88009", (await listing.ViewAsync()).Lines[0].ItemCode);
        Assert.Contains("88001 > 88009", (await company.AuditOfAsync(listing.Id, "ItemCodeCorrected"))!);
    }

    [Fact]
    public async Task A_launch_notice_opens_one_draft_for_each_chain_s_manager_however_often_it_is_sent()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var notices = company.Get<LaunchNotices>();
        var notice = new LaunchNotice(Rgm, [Listing.Oats], ["C01", "C02"], new(2026, 11, 1), "秋季新品", Guid.NewGuid());
        await Assert.ThrowsAsync<RefusedException>(() => notices.SendAsync(notice with { Person = Kam }));
        Assert.Equal("Customers", (await Assert.ThrowsAsync<RefusedException>(() => notices.SendAsync(notice with { Customers = ["C99"] }))).Refusals[0].Field);
        var opened = await notices.SendAsync(notice);
        Assert.Equal(opened, await notices.SendAsync(notice));
        foreach (var id in opened) Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal(["kam", "kam2"], new[] { await company.HoldersAsync(opened[0]), await company.HoldersAsync(opened[1]) });
        Assert.Contains("黑芝麻燕麦脆", Assert.Single(await company.MessagesAsync(Kam2, "listing-launch")).Body);
        var file = await company.CaseAsync(opened[0]);
        Assert.Contains("HT-2026-01", file.DataJson);
        Assert.Contains("C01-04", file.DataJson);
    }

    private static async Task SweepAfterAsync(Running.Company company, int days)
    {
        await DaysAsync(company, days);
        await company.Get<ListingClock>().SweepAsync();
    }

    private static Task DaysAsync(Running.Company company, int days)
    {
        company.Clock.Advance(TimeSpan.FromDays(days));
        return Task.CompletedTask;
    }
}
