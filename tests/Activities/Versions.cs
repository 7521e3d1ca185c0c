using System.Text.Json.Nodes;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Engine;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Cases;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>A definition that changes while cases run.</summary>
public sealed class Versions
{
    [Fact]
    public async Task R_18_running_cases_stay_on_their_version_when_the_step_they_wait_on_is_removed()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var old = await company.SubmitNewAsync(Kam, 4000m);
        await PublishAsync(company, json => WithoutApproval(json));
        var fresh = await company.SubmitNewAsync(Kam, 4000m);
        Assert.Equal((CaseState.Approved, 2), ((await company.CaseAsync(fresh)).State, (await company.CaseAsync(fresh)).DefinitionVersion));
        await company.ActAsync(old, Arm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(old));
        await company.ActAsync(old, FinEx, "Approve");
        Assert.Equal((CaseState.Approved, 1), ((await company.CaseAsync(old)).State, (await company.CaseAsync(old)).DefinitionVersion));
    }

    [Fact]
    public async Task A_changed_file_is_published_only_while_nobody_has_published_a_version_of_his_own()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await PublishAsync(company, json => json["description"] = "second");
        Assert.Equal(2, await PublishedAsync(company));
        await using (var scope = company.Services.CreateAsyncScope())
        {
            var publisher = scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>();
            var draft = (await publisher.GetDraftAsync("promotion-approval", VersionOptions.Latest))!;
            draft.Description = "a manager's own";
            await publisher.PublishAsync(draft);
        }

        await PublishAsync(company, json => json["description"] = "third");
        Assert.Equal(3, await PublishedAsync(company));
    }

    private static async Task PublishAsync(Running.Company company, Action<JsonNode> change)
    {
        var file = Path.Combine(company.WorkflowsFolder, "promotion-approval", "definition.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        change(json);
        await File.WriteAllTextAsync(file, json.ToJsonString());
        await using var scope = company.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DefinitionSeeder>().SeedAsync(default);
    }

    private static async Task<int> PublishedAsync(Running.Company company)
    {
        await using var scope = company.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { DefinitionId = "promotion-approval", VersionOptions = VersionOptions.Published }))!.Version;
    }

    private static void WithoutApproval(JsonNode json)
    {
        var activities = json["root"]!["activities"]!.AsArray();
        activities.Remove(activities.Single(x => x!["id"]!.ToString() == "approval"));
        var connections = json["root"]!["connections"]!.AsArray();
        foreach (var connection in connections.Where(x => x!["source"]!["activity"]!.ToString() == "approval").ToList())
            connections.Remove(connection);
        connections.Single(x => x!["target"]!["activity"]!.ToString() == "approval")!["target"]!["activity"] = "approved";
    }
}
