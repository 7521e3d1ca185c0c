using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>A new version of the checklist is for visits that nobody has begun; the others keep theirs (domain.md 1.7).</summary>
public sealed class ChecklistVersionTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private readonly string folder = Directory.CreateTempSubdirectory("workflows-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_planned_visit_follows_the_new_checklist_a_begun_one_keeps_the_old_and_both_are_on_the_phone()
    {
        Copy(Path.Combine(Business.Root(), "workflows", VisitRegister.Process), Path.Combine(folder, VisitRegister.Process));
        await using var business = await Business.OpenAsync(workflows: folder);
        var begun = (await PhoneVisit.PlannedAsync(business)).Go(VisitState.InStore);
        await begun.SendAsync();
        var planned = await PhoneVisit.PlannedAsync(business, store: "C01-02");
        var later = await PhoneVisit.PlannedAsync(business, Today.AddDays(1), "C01-03");
        await PublishAsync(2, Today);
        await PublishAsync(3, Today.AddDays(1));

        await using var after = business.Another();
        var day = await after.GetRequiredService<VisitDay>().OfAsync(begun.Person, Today);
        Assert.Equal([1, 2, 3], day.Checklists.Select(list => list.Version).Order());
        Assert.Equal((1, 2), (VersionOf(day, begun), VersionOf(day, planned)));
        Assert.Equal(3, VersionOf(await after.GetRequiredService<VisitDay>().OfAsync(begun.Person, Today.AddDays(1)), later));
        Assert.Equal(1, (await begun.StoredAsync()).ChecklistVersion);

        // What was filled in with the old one is handed in with it, and read with it for good.
        await begun.Go(VisitState.LeftStore, VisitState.Submitted).SendAsync(begun.Message() with { ChecklistVersion = 3 });
        Assert.Equal(1, (await after.GetRequiredService<VisitLists>().ReadAsync(begun.Person, (await begun.StoredAsync()).Id))!.Checklist!.Version);
    }

    [Fact]
    public async Task A_phone_without_a_planned_visit_has_the_checklist_for_one_that_nobody_planned()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.OpenAsync(business);
        var day = await business.Get<VisitDay>().OfAsync(visit.Person, Today);
        Assert.Empty(day.Visits);
        Assert.Contains((await business.Get<VisitDay>().OtherAsync(visit.Person, visit.Store)).ChecklistVersion, day.Checklists.Select(list => list.Version));
    }

    private static int VersionOf(DayBundle day, PhoneVisit visit) => day.Visits.Single(row => row.ClientId == visit.ClientId).ChecklistVersion;

    private async Task PublishAsync(int version, DateOnly from)
    {
        var lists = Path.Combine(folder, VisitRegister.Process, "checklists");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(lists, "2026-01.json")))!;
        (json["version"], json["from"]) = (version, from.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await File.WriteAllTextAsync(Path.Combine(lists, $"2026-1{version}.json"), json.ToJsonString());
    }

    private static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
