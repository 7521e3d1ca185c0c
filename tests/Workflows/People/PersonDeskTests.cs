using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.People;

/// <summary>An administrator keeps people's records one by one under the rules of their import (domain.md 2.1).</summary>
public sealed class PersonDeskTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_person_is_added_changed_and_made_inactive_and_the_history_tells_of_it(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (desk, admin) = (business.Get<PersonDesk>(), await business.PersonAsync("admin"));
        var id = await desk.SaveAsync(admin, null, "", New("xia.chuwei"));
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        var opened = await desk.OpenAsync(admin, id);
        Assert.Equal(("KAM", "jiang.xubai", "true"), (opened.Fields["Role"], opened.Fields["Superior"], opened.Fields["Active"]));
        await desk.SaveAsync(admin, id, opened.Seen, new Dictionary<string, string> { ["Phone"] = "138 0000 0000", ["Superior"] = "tang.zhixia" });
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("changedMeanwhile", (await Refused(() => desk.SaveAsync(admin, id, opened.Seen, new Dictionary<string, string> { ["Phone"] = "" }))).Key);

        await business.WriteAsync(db => db.Stores.Where(store => store.Code == "C01-01").ExecuteUpdateAsync(set => set.SetProperty(store => store.OwnerId, id)));
        await desk.SaveAsync(admin, id, (await desk.OpenAsync(admin, id)).Seen, new Dictionary<string, string> { ["Active"] = "false" });
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(await business.PersonAsync("tang.zhixia"), await business.ReadAsync(db => db.Stores.Where(store => store.Code == "C01-01").Select(store => store.OwnerId).SingleAsync()));
        Assert.False((await business.ReadAsync(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == id))).Active);
        await desk.SaveAsync(admin, id, (await desk.OpenAsync(admin, id)).Seen, new Dictionary<string, string> { ["Active"] = "true" });

        var history = await business.Get<PeopleFile>().HistoryAsync(admin, id);
        Assert.Equal(["Change", "Leave", "Change", "Add"], history.Select(change => change.Action));
        Assert.Equal(("jiang.xubai", "tang.zhixia", "138 0000 0000"), (history[2].Before["Superior"], history[2].After["Superior"], history[2].After["Phone"]));
        Assert.Equal(("false", "true"), (history[0].Before["Active"], history[0].After["Active"]));
        Assert.DoesNotContain(history, change => change.After.ContainsKey("Password"));
    }

    [Fact]
    public async Task The_rules_of_the_import_hold_and_nobody_but_an_administrator_comes_near()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin) = (business.Get<PersonDesk>(), await business.PersonAsync("admin"));
        var director = await business.PersonAsync("gu.xingzhou");
        await Breaks(director, "Superior", "lin.zhiyuan", "person.superiorLoop");
        await Breaks(director, "Email", "nobody", "field.notAnEmail");
        await Breaks(director, "Phone", "call me", "person.phone");
        await Breaks(director, "Role", "KING", "field.notOneOf");
        await Breaks(director, "OrgUnit", "NOWHERE", "field.unknownReference");
        await Breaks(admin, "Role", "KAM", "person.lastAdministrator");
        Assert.Equal("import.twice", (await Refused(() => desk.SaveAsync(admin, null, "", New("lin.zhiyuan")))).Key);
        Assert.Equal("notAllowed", (await Refused(() => desk.SaveAsync(director, null, "", New("xia.chuwei")))).Key);
        Assert.Equal("notAllowed", (await Refused(() => desk.OpenAsync(director, director))).Key);

        // The director has nobody above who could take over: nothing is stored.
        await Breaks(director, "Active", "false", "handover.nobody");
        Assert.Equal("true", (await desk.OpenAsync(admin, director)).Fields["Active"]);

        async Task Breaks(Guid person, string column, string value, string key)
        {
            var seen = (await desk.OpenAsync(admin, person)).Seen;
            Assert.Equal(key, (await Refused(() => desk.SaveAsync(admin, person, seen, new Dictionary<string, string> { [column] = value }))).Key);
        }
    }

    [Fact]
    public async Task An_assistant_no_longer_assists_whom_the_record_does_not_name()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin, assistant) = (business.Get<PersonDesk>(), await business.PersonAsync("admin"), await business.PersonAsync("fang.yuan"));
        await desk.SaveAsync(admin, assistant, (await desk.OpenAsync(admin, assistant)).Seen, new Dictionary<string, string> { ["Assists"] = "lin.zhiyuan" });
        Assert.Equal("lin.zhiyuan", (await desk.OpenAsync(admin, assistant)).Fields["Assists"]);
        Assert.Equal("lin.zhiyuan", (await business.Get<PeopleFile>().HistoryAsync(admin, assistant))[0].After["Assists"]);
    }

    private static async Task<Refusal> Refused(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Refusals[0];

    private static Dictionary<string, string> New(string userName) => new()
    {
        ["UserName"] = userName, ["Name"] = "夏初微", ["NameEn"] = "Xia Chuwei", ["Role"] = "KAM", ["OrgUnit"] = "A-LINHU", ["Superior"] = "jiang.xubai", ["Email"] = "xia@maiyu.example", ["Password"] = "Secret-2026!", ["Assists"] = "",
    };
}
