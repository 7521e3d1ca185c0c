using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Complaints;

/// <summary>States, severities and deadlines of complaints (domain.md 2.5), without an engine.</summary>
public sealed class ComplaintRuleTests
{
    [Theory]
    [InlineData(nameof(ComplaintState.Registered), "Returned,Triaged,Merged,Invalid,Legal")]
    [InlineData(nameof(ComplaintState.Returned), "Registered,Merged,Invalid,Legal")]
    [InlineData(nameof(ComplaintState.Triaged), "Contained,Investigating,Merged,Invalid,Legal")]
    [InlineData(nameof(ComplaintState.Contained), "Investigating,Merged,Legal")]
    [InlineData(nameof(ComplaintState.Investigating), "SolutionReview,Merged,Invalid,Legal,LegalReview")]
    [InlineData(nameof(ComplaintState.LegalReview), "Investigating,SolutionReview,Merged,Legal")]
    [InlineData(nameof(ComplaintState.SolutionReview), "Investigating,Negotiating,Merged,Legal")]
    [InlineData(nameof(ComplaintState.Negotiating), "Investigating,Executing,Legal")]
    [InlineData(nameof(ComplaintState.Executing), "Confirming,Legal")]
    [InlineData(nameof(ComplaintState.Confirming), "Investigating,Improving,Closed,Legal")]
    [InlineData(nameof(ComplaintState.Improving), "Closed,Legal")]
    [InlineData(nameof(ComplaintState.Closed), "Reopened")]
    [InlineData(nameof(ComplaintState.Merged), "")]
    [InlineData(nameof(ComplaintState.Invalid), "Reopened")]
    [InlineData(nameof(ComplaintState.Legal), "Investigating,Closed")]
    [InlineData(nameof(ComplaintState.Reopened), "Investigating,Legal")]
    public void A_complaint_goes_only_where_the_table_lets_it(string from, string to) =>
        Assert.Equal(to, string.Join(',', Enum.GetValues<ComplaintState>().Where(state => Enum.Parse<ComplaintState>(from).Allows(state))));

    [Theory]
    [InlineData(ComplaintType.Service, ComplaintSource.Consumer, "收银员态度不好", false, false, 1, Severity.C, "Type")]
    [InlineData(ComplaintType.Quality, ComplaintSource.Consumer, "盖膜鼓起", false, false, 1, Severity.B, "Type")]
    [InlineData(ComplaintType.ForeignBody, ComplaintSource.Consumer, "吃出一根头发", false, false, 1, Severity.B, "Type")]
    [InlineData(ComplaintType.Packaging, ComplaintSource.Store, "外箱破损", false, false, 1, Severity.C, "Type")]
    [InlineData(ComplaintType.Packaging, ComplaintSource.Store, "漏气后发霉", false, false, 1, Severity.B, "Keyword:发霉")]
    [InlineData(ComplaintType.Service, ComplaintSource.Consumer, "顾客说要找媒体曝光", false, false, 1, Severity.A, "Keyword:媒体")]
    [InlineData(ComplaintType.Quality, ComplaintSource.Consumer, "Customer found a FOREIGN BODY", false, false, 1, Severity.A, "Keyword:foreign body")]
    [InlineData(ComplaintType.Quality, ComplaintSource.Consumer, "盖膜鼓起", true, false, 1, Severity.A, "HealthEffect")]
    [InlineData(ComplaintType.Expired, ComplaintSource.OwnFinding, "货架陈列问题", false, true, 1, Severity.A, "ExpiredFound")]
    [InlineData(ComplaintType.Service, ComplaintSource.Regulator, "来函询问", false, false, 1, Severity.A, "Regulator")]
    [InlineData(ComplaintType.Service, ComplaintSource.Media, "来电询问", false, false, 1, Severity.A, "Regulator")]
    [InlineData(ComplaintType.Quality, ComplaintSource.Consumer, "盖膜鼓起", false, false, 2, Severity.B, "Type")]
    [InlineData(ComplaintType.Quality, ComplaintSource.Consumer, "盖膜鼓起", false, false, 3, Severity.A, "SameBatch")]
    public void The_gravest_reason_decides_the_severity(ComplaintType type, ComplaintSource source, string description, bool ill, bool expired, int like, Severity severity, string reason)
    {
        SeverityKeyword[] words = [new() { Word = "媒体", Severity = Severity.A }, new() { Word = "foreign body", Severity = Severity.A }, new() { Word = "发霉", Severity = Severity.B }, new() { Word = "霉", Severity = Severity.B }];
        Assert.Equal(new SeverityFinding(severity, reason), SeverityRule.Of(new(type, source, description, ill, expired, like), words, new ComplaintTerms().SeveralCases));
    }

    [Theory]
    // Friday 20 November 2026, 17:00: A counts the night through, B and C the hours and days in which the company works.
    [InlineData(Severity.A, "2026-11-20 17:30", "2026-11-20 21:00", "2026-11-25 17:00")]
    [InlineData(Severity.B, "2026-11-23 10:00", "2026-11-21 17:00", "2026-11-27 17:00")]
    [InlineData(Severity.C, "2026-11-23 12:00", "2026-11-24 17:00", "2026-11-27 17:00")]
    public void Every_severity_has_its_own_clocks(Severity severity, string reply, string plan, string close)
    {
        var (calendar, clock) = (Dunning.DunningRulesTests.Calendar(), new CompanyClock(TimeProvider.System));
        var start = clock.At(new(2026, 11, 20), new(17, 0));
        var terms = new ComplaintTerms().Severities[severity];
        Assert.Equal([reply, plan, close], new[] { terms.Reply, terms.Plan, terms.Close }.Select(term => clock.ToLocal(term.After(start, calendar)).ToString("yyyy-MM-dd HH:mm")));
    }

    [Theory]
    [InlineData(LegalClockKind.AccidentReport, "2026-11-20 19:00")]
    [InlineData(LegalClockKind.RecallGrade1, "2026-11-21 17:00")]
    [InlineData(LegalClockKind.RecallGrade2, "2026-11-22 17:00")]
    [InlineData(LegalClockKind.RecallGrade3, "2026-11-23 17:00")]
    [InlineData(LegalClockKind.Acceptance, "2026-12-01 17:00")]
    [InlineData(LegalClockKind.TipOff, "2026-12-11 17:00")]
    public void The_law_gives_a_second_clock(LegalClockKind kind, string due)
    {
        var clock = new CompanyClock(TimeProvider.System);
        Assert.Equal(due, clock.ToLocal(new ComplaintTerms().Legal[kind].After(clock.At(new(2026, 11, 20), new(17, 0)), Dunning.DunningRulesTests.Calendar())).ToString("yyyy-MM-dd HH:mm"));
    }

    [Fact]
    public void Terms_without_one_for_a_severity_are_refused()
    {
        var whole = new ComplaintTerms();
        Assert.Contains("Severity C", Assert.Throws<ArgumentException>(() => whole with { Severities = whole.Severities.Where(pair => pair.Key != Severity.C).ToDictionary() }).Message);
        Assert.Contains("Mediation", Assert.Throws<ArgumentException>(() => whole with { Legal = whole.Legal.Where(pair => pair.Key != LegalClockKind.Mediation).ToDictionary() }).Message);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_database_takes_no_complaint_without_its_deadlines(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var caseId = await business.Get<ComplaintDesk>().RegisterAsync(await business.PersonAsync("bai.xiaotang"), new(Guid.NewGuid(), ComplaintType.Service, ComplaintSource.Consumer, "收银员态度不好,顾客要求道歉"));
        foreach (var column in new[] { "ReplyDueAt", "PlanDueAt", "CloseDueAt", "Severity" })
        {
#pragma warning disable EF1002 // the names are ours
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => business.ReadAsync(db => db.Database.ExecuteSqlRawAsync($"UPDATE \"Complaints\" SET \"{column}\" = NULL")));
#pragma warning restore EF1002
            Assert.Contains(column, refused.Message);
        }

        var complaint = await business.ReadAsync(db => db.Complaints.SingleAsync(row => row.CaseId == caseId));
        Assert.True(complaint.ReplyDueAt > complaint.RegisteredAt && complaint.PlanDueAt > complaint.ReplyDueAt && complaint.CloseDueAt > complaint.PlanDueAt);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_field_and_nothing_is_kept()
    {
        await using var business = await Business.OpenAsync();
        var (desk, person) = (business.Get<ComplaintDesk>(), await business.PersonAsync("bai.xiaotang"));
        var today = DateOnly.FromDateTime(business.Clock.GetUtcNow().AddHours(8).DateTime);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.RegisterAsync(person, new(Guid.NewGuid(), ComplaintType.Quality, ComplaintSource.Consumer, "短")
        {
            ProducedOn = today.AddDays(1), OccurredAt = business.Clock.GetUtcNow().AddMinutes(1), Quantity = -1, ReporterPhone = new('1', 31),
        }));
        Assert.Equal(["Description", "OccurredAt", "ProducedOn", "Quantity", "ReporterPhone"], refused.Refusals.Select(one => one.Field).Order());
        Assert.Equal("field.unknownReference", (await Assert.ThrowsAsync<RefusedException>(() => desk.RegisterAsync(person, new(Guid.NewGuid(), ComplaintType.Quality, ComplaintSource.Consumer, "开封后发现盖膜明显鼓起") { ProductCode = "0" }))).Refusals[0].Key);
        Assert.Equal(0, await business.ReadAsync(db => db.Complaints.CountAsync()));
        Assert.Equal(0, await business.ReadAsync(db => db.Cases.CountAsync()));
    }

    [Fact]
    public async Task What_is_sent_twice_is_registered_once_and_the_first_words_stay()
    {
        await using var business = await Business.OpenAsync();
        var (desk, person) = (business.Get<ComplaintDesk>(), await business.PersonAsync("bai.xiaotang"));
        var entered = new ComplaintRegistration(Guid.NewGuid(), ComplaintType.Service, ComplaintSource.Consumer, "收银员态度不好,顾客要求道歉");
        var first = await desk.RegisterAsync(person, entered);
        Assert.Equal(first, await desk.RegisterAsync(person, entered with { Description = "第二次发送的另一段描述" }));
        var complaint = await business.ReadAsync(db => db.Complaints.SingleAsync());
        await desk.WriteAsync(person, complaint.Id, ComplaintEntryKind.Amendment, "补充:发生在三号收银台", null, null);
        Assert.Equal("收银员态度不好,顾客要求道歉", await business.ReadAsync(db => db.Complaints.Select(row => row.Description).SingleAsync()));
        Assert.Equal("补充:发生在三号收银台", await business.ReadAsync(db => db.ComplaintEntries.Where(row => row.Kind == ComplaintEntryKind.Amendment).Select(row => row.Text).SingleAsync()));
    }
}
