using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Browser.Tests.Visits.VisitOnThePhone;

namespace ProcessSales.Browser.Tests.Visits;

/// <summary>The process of store visits is a definition that a manager changes in the designer; visits that were begun before stay on theirs (design.md 4).</summary>
[Collection("Journeys")]
public sealed class VisitDesign
{
    [Fact]
    public async Task A_manager_shortens_a_deadline_and_adds_a_step_and_only_the_next_visit_follows()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var chromium = await Chromium.StartAsync();
        // Last week's visit waits for its review.
        await HasAsync(host, OpenTasks(1), 1);
        var manager = await chromium.SignedInAsync(host, "jiang.xubai", 1600, 1000);
        var troubles = StudioPage.Watch(manager);
        var studio = await StudioPage.OpenAsync(manager, VisitRegister.Process);
        await StudioPage.FitAsync(studio);
        await StudioPage.SelectAsync(studio, "review");
        await StudioPage.WriteAsync(manager, studio, VisitRegister.Process, "时限(工作小时)", "review", "dueHours", "9");
        await StudioPage.WriteAsync(manager, studio, VisitRegister.Process, "自动办理(工作小时)", "review", "autoHours", "9");
        var talk = await StudioPage.AddBehindAsync(manager, studio, VisitRegister.Process, "分配任务 Assign task", "accepted", "Done");
        var published = await StudioPage.PublishAsync(manager, studio, VisitRegister.Process);
        Assert.Equal((2, true, "9", "9"), (published.Version, published.Published, published.Of("review", "dueHours"), published.Of("review", "autoHours")));
        Assert.Contains(talk, published.Steps);
        Assert.Empty(troubles);

        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.IsKeptAsync();
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapAsync("#go");
        await phone.TapTextAsync("课长");
        await phone.CheckInAsync();
        await phone.StepAsync(9);
        await phone.TapTextAsync("一切正常,按计划跟进");
        await phone.HandInAsync("店方催促");
        await HasAsync(host, OpenTasks(2), 1);
        // Handed in later, and due earlier: nine working hours instead of eighteen.
        Assert.Equal(1, Count(host, "SELECT (SELECT DueAt FROM Tasks t JOIN Cases c ON c.Id = t.CaseId WHERE c.Process = 'store-visit' AND c.DefinitionVersion = 2) < (SELECT DueAt FROM Tasks t JOIN Cases c ON c.Id = t.CaseId WHERE c.Process = 'store-visit' AND c.DefinitionVersion = 1)"));

        await AcceptAsync(manager, "版本 1");
        await HasAsync(host, OpenTasks(1), 0);
        await AcceptAsync(manager, "版本 2");
        await HasAsync(host, OpenTasks(2), 1);
        await phone.Page.GotoAsync("/inbox");
        await Assertions.Expect(phone.Page.Locator(".case-list .case-row")).ToHaveCountAsync(1);
        Assert.Equal(2, Count(host, "SELECT count(*) FROM Visits WHERE State = 'Reviewed'"));
        Assert.Empty(phone.Complaints);
    }

    // The visit whose case runs on this version, from the list of reviews.
    private static async Task AcceptAsync(IPage manager, string version)
    {
        await manager.GotoAsync("/visits/review");
        foreach (var visit in await manager.Locator("a.visit-row").EvaluateAllAsync<string[]>("rows => rows.map(row => row.getAttribute('href'))"))
        {
            await manager.GotoAsync(visit);
            await manager.ClickAsync("dd a[href^='/cases/']");
            await Assertions.Expect(manager.Locator(".diagram")).ToContainTextAsync("版本");
            if (!(await manager.InnerTextAsync(".diagram")).Contains(version, StringComparison.Ordinal)) continue;
            await manager.GotoAsync(visit);
            await manager.ClickAsync("button[name='answer'][value='Approve']");
            await Assertions.Expect(manager.Locator("button[name='answer']")).ToHaveCountAsync(0);
            return;
        }

        Assert.Fail($"no visit on {version} waits for its review");
    }

    private static string OpenTasks(int version) => $"SELECT count(*) FROM Tasks t JOIN Cases c ON c.Id = t.CaseId WHERE t.State = 'Open' AND c.Process = 'store-visit' AND c.DefinitionVersion = {version}";
}
