using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Calendar;

public sealed class CalendarDeskTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task T_11_A_change_of_the_calendar_moves_a_thousand_deadlines_and_reminders_as_its_preview_says(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (desk, admin) = (business.Get<CalendarDesk>(), await business.PersonAsync("admin"));
        var (started, calendar) = (await Application.StartAsync(business), await business.Get<WorkingCalendars>().CurrentAsync());
        var now = business.Clock.GetUtcNow();
        await business.WriteAsync(async db =>
        {
            var pattern = await db.Tasks.AsNoTracking().SingleAsync(task => task.Id == started.TaskId);
            for (var i = 0; i < 1_000; i++)
            {
                db.Tasks.Add(new()
                {
                    Id = Guid.CreateVersion7(), BookmarkId = $"many/{i}", InstanceId = pattern.InstanceId, CaseId = pattern.CaseId, ActivityId = "approval", StepName = "审批", Title = $"第{i}件", AssigneeId = pattern.AssigneeId,
                    CreatedAt = now, ClockFrom = now, DueAt = calendar.AddWorkingTime(now, TimeSpan.FromHours(1 + (i % 60))), LadderAt = calendar.AddWorkingTime(now, TimeSpan.FromHours(0.8 * (1 + (i % 60)))),
                });
            }
        });
        var edit = new CalendarEdit(Add: new(null, new(2026, 11, 24), "盘点日", true));
        var preview = await desk.PreviewAsync(admin, edit);
        Assert.True((await business.Get<WorkingCalendars>().CurrentAsync()).IsWorkday(new(2026, 11, 24)));
        Assert.Equal(0, await business.ReadAsync(db => db.OwnDays.CountAsync()));
        // Monday 10:00 leaves eight hours today: what is due later moves.
        Assert.Equal(Enumerable.Range(0, 1_000).Count(i => 1 + (i % 60) > 8), preview.Moved);
        var done = await desk.ApplyAsync(admin, edit);
        Assert.Equal(preview.First, done.First);
        Assert.Equal(preview.Moved, done.Moved);
        var after = await business.Get<WorkingCalendars>().CurrentAsync();
        foreach (var task in await business.ReadAsync(db => db.Tasks.AsNoTracking().Where(task => task.BookmarkId.StartsWith("many/")).ToListAsync()))
        {
            var hours = 1 + (int.Parse(task.Title[1..^1]) % 60);
            Assert.Equal(after.AddWorkingTime(now, TimeSpan.FromHours(hours)), task.DueAt);
            Assert.Equal(after.AddWorkingTime(now, TimeSpan.FromHours(0.8 * hours)), task.LadderAt);
        }

        await desk.ApplyAsync(admin, new(Remove: (await desk.YearAsync(2026)).Own.Single().Id));
        Assert.Equal(0, await business.ReadAsync(async db => (await db.Tasks.AsNoTracking().Where(task => task.BookmarkId.StartsWith("many/")).ToListAsync()).Count(task => task.DueAt != calendar.AddWorkingTime(now, TimeSpan.FromHours(1 + (int.Parse(task.Title[1..^1]) % 60))))));
    }

    [Fact]
    public async Task T_10_Importing_the_next_year_ends_the_warning()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin) = (business.Get<CalendarDesk>(), await business.PersonAsync("admin"));
        Assert.True((await desk.YearAsync(2027)).Missing);
        var days = CalendarDesk.Read("""{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-03","isOffDay":false}]}""");
        await desk.ApplyAsync(admin, new(days));
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        Assert.Empty(calendar.MissingYears);
        Assert.True(calendar.IsWorkday(new(2027, 1, 3)));
        await desk.ApplyAsync(admin, new(CalendarDesk.Read("""[{"date":"2027-01-01","name":"元旦","isOffDay":true}]""")));
        Assert.False((await business.Get<WorkingCalendars>().CurrentAsync()).IsWorkday(new(2027, 1, 3)));
        Assert.Equal(2, await business.ReadAsync(db => db.Audit.CountAsync(row => row.Subject == "calendar")));
    }

    [Fact]
    public async Task The_companys_own_days_count_for_all_and_a_customers_for_that_customer()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin) = (business.Get<CalendarDesk>(), await business.PersonAsync("admin"));
        await desk.ApplyAsync(admin, new(Add: new(null, new(2026, 12, 31), "年终盘点", true)));
        await desk.ApplyAsync(admin, new(Add: new("C01", new(2026, 12, 30), "不付款", true)));
        await desk.ApplyAsync(admin, new(Add: new("C01", new(2026, 12, 31), "照常", false)));
        var (all, one) = (await business.Get<WorkingCalendars>().CurrentAsync(), await business.Get<WorkingCalendars>().OfCustomerAsync(await business.ReadAsync(db => db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync())));
        Assert.Equal((true, false), (all.IsWorkday(new(2026, 12, 30)), all.IsWorkday(new(2026, 12, 31))));
        Assert.Equal((false, true), (one.IsWorkday(new(2026, 12, 30)), one.IsWorkday(new(2026, 12, 31))));
    }

    [Fact]
    public async Task Office_hours_are_a_setting()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin) = (business.Get<CalendarDesk>(), await business.PersonAsync("admin"));
        await desk.ApplyAsync(admin, new(Opens: new(8, 30), Closes: new(17, 30)));
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        var start = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero); // 17:00 in Shanghai
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero), calendar.AddWorkingTime(start, TimeSpan.FromHours(1)));
        Assert.Equal("calendar.hours", (await Assert.ThrowsAsync<RefusedException>(() => desk.ApplyAsync(admin, new(Opens: new(18, 0), Closes: new(9, 0))))).Refusals[0].Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[{\"date\":\"2027-13-01\",\"name\":\"x\",\"isOffDay\":true}]")]
    [InlineData("[{\"date\":\"2027-01-01\",\"isOffDay\":true}]")]
    [InlineData("[{\"date\":\"2027-01-01\",\"name\":\"x\",\"isOffDay\":\"yes\"}]")]
    [InlineData("[{\"date\":\"2027-01-01\",\"name\":\"x\",\"isOffDay\":true},{\"date\":\"2027-01-01\",\"name\":\"x\",\"isOffDay\":false}]")]
    public async Task A_faulty_arrangement_is_refused_and_changes_nothing(string json)
    {
        await using var business = await Business.OpenAsync();
        var admin = await business.PersonAsync("admin");
        await Assert.ThrowsAsync<RefusedException>(() => business.Get<CalendarDesk>().ApplyAsync(admin, new(CalendarDesk.Read(json))));
        Assert.True((await business.Get<CalendarDesk>().YearAsync(2027)).Missing);
    }

    [Fact]
    public async Task Only_an_administrator_changes_the_calendar()
    {
        await using var business = await Business.OpenAsync();
        foreach (var name in new[] { "lin.zhiyuan", "gu.xingzhou", "he.mingqian" })
        {
            var person = await business.PersonAsync(name);
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => business.Get<CalendarDesk>().ApplyAsync(person, new(Opens: new(8, 0), Closes: new(9, 0))))).Kind);
        }
    }
}
