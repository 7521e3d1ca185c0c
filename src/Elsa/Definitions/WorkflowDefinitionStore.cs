using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management.Stores;

/// <summary>Definitions in the database.</summary>
internal sealed class WorkflowDefinitionStore(EngineDatabase database, DefinitionRow rows) : IWorkflowDefinitionStore
{
    private const string NewestFirst = "Version DESC, Id";

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["Id"] = "Id", ["DefinitionId"] = "DefinitionId", ["Name"] = "Name", ["Version"] = "Version", ["CreatedAt"] = "CreatedAt", ["IsLatest"] = "IsLatest", ["IsPublished"] = "IsPublished", ["Description"] = "Description",
    };

    public Task<WorkflowDefinition?> FindAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) => FirstAsync(filter, NewestFirst, cancellationToken);

    public Task<WorkflowDefinition?> FindAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        FirstAsync(filter, Order(order), cancellationToken);

    public async Task<Page<WorkflowDefinition>> FindManyAsync(WorkflowDefinitionFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of<WorkflowDefinition>(await HeavyAsync(filter, NewestFirst, pageArgs, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async Task<Page<WorkflowDefinition>> FindManyAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of<WorkflowDefinition>(await HeavyAsync(filter, Order(order), pageArgs, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async Task<IEnumerable<WorkflowDefinition>> FindManyAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) =>
        await HeavyAsync(filter, NewestFirst, null, cancellationToken).ConfigureAwait(false);

    public async Task<IEnumerable<WorkflowDefinition>> FindManyAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await HeavyAsync(filter, Order(order), null, cancellationToken).ConfigureAwait(false);

    public async Task<Page<WorkflowDefinitionSummary>> FindSummariesAsync(WorkflowDefinitionFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of<WorkflowDefinitionSummary>(await LightAsync(filter, NewestFirst, pageArgs, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async Task<Page<WorkflowDefinitionSummary>> FindSummariesAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of<WorkflowDefinitionSummary>(await LightAsync(filter, Order(order), pageArgs, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async Task<IEnumerable<WorkflowDefinitionSummary>> FindSummariesAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) =>
        await LightAsync(filter, NewestFirst, null, cancellationToken).ConfigureAwait(false);

    public async Task<IEnumerable<WorkflowDefinitionSummary>> FindSummariesAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await LightAsync(filter, Order(order), null, cancellationToken).ConfigureAwait(false);

    public Task<WorkflowDefinition?> FindLastVersionAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken) => FirstAsync(filter, NewestFirst, cancellationToken);

    public Task SaveAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default) => SaveManyAsync([definition], cancellationToken);

    public Task SaveManyAsync(IEnumerable<WorkflowDefinition> definitions, CancellationToken cancellationToken = default)
    {
        var list = definitions.ToList();
        return database.WriteAsync(async session =>
        {
            foreach (var definition in list)
                await rows.SaveAsync(session, definition).ConfigureAwait(false);
            return list.Count;
        }, cancellationToken);
    }

    public async Task<long> DeleteAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        return await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaDefinitions" + conditions.Where, conditions.Arguments), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> AnyAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) => await CountAsync(filter, cancellationToken).ConfigureAwait(false) > 0;

    public Task<long> CountDistinctAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(static session => session.CountAsync("SELECT count(DISTINCT DefinitionId) FROM ElsaDefinitions"), cancellationToken);

    public async Task<bool> GetIsNameUnique(string name, string? definitionId = null, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaDefinitions WHERE Name = $1 AND DefinitionId <> $2", name, definitionId ?? ""), cancellationToken).ConfigureAwait(false) == 0;

    /// <summary>The id and stamp of the version that the handle names; null when there is none. The stamp changes with every save.</summary>
    public Task<(string Id, string Stamp)?> LookUpAsync(Conditions conditions, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.FirstAsync<(string, string)?>("SELECT Id, Stamp FROM ElsaDefinitions" + conditions.Where + " ORDER BY Version DESC LIMIT 1",
            static row => (row.GetString(0), row.GetString(1)), conditions.Arguments), cancellationToken);

    public Conditions ConditionsOf(WorkflowDefinitionFilter filter)
    {
        var handle = filter.DefinitionHandle;
        var conditions = new Conditions(database)
            .Equal("Id", filter.Id)
            .OneOf("Id", filter.Ids)
            .Equal("Id", handle?.DefinitionVersionId)
            .Equal("DefinitionId", filter.DefinitionId)
            .OneOf("DefinitionId", filter.DefinitionIds)
            .Equal("DefinitionId", handle?.DefinitionId)
            .Equal("Name", filter.Name)
            .OneOf("Name", filter.Names)
            .Equal("MaterializerName", filter.MaterializerName)
            .Equal("UsableAsActivity", filter.UsableAsActivity)
            .Equal("IsSystem", filter.IsSystem)
            .Equal("IsReadonly", filter.IsReadonly)
            .Containing(filter.SearchTerm, "Name", "Description", "Id", "DefinitionId");
        var version = filter.VersionOptions ?? handle?.VersionOptions ?? (handle?.DefinitionId is null ? null : VersionOptions.Published);
        return version is { } options ? Version(conditions, options) : conditions;
    }

    private static Conditions Version(Conditions conditions, VersionOptions version) => version switch
    {
        { AllVersions: true } => conditions,
        { IsDraft: true } => conditions.Add("IsLatest = 1 AND IsPublished = 0"),
        { IsLatestAndPublished: true } => conditions.Add("IsLatest = 1 AND IsPublished = 1"),
        { IsLatestOrPublished: true } => conditions.Add("(IsLatest = 1 OR IsPublished = 1)"),
        { IsLatest: true } => conditions.Add("IsLatest = 1"),
        { IsPublished: true } => conditions.Add("IsPublished = 1"),
        { Version: > 0 } => conditions.Equal("Version", version.Version),
        _ => conditions,
    };

    private static string Order<T>(WorkflowDefinitionOrder<T?> order) => Conditions.Order(order, Columns, "Version DESC") + ", Id";

    private async Task<WorkflowDefinition?> FirstAsync(WorkflowDefinitionFilter filter, string order, CancellationToken cancellationToken) =>
        (await HeavyAsync(filter, order, PageArgs.FromRange(null, 1), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private Task<long> CountAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        return database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaDefinitions" + conditions.Where, conditions.Arguments), cancellationToken);
    }

    private Task<List<WorkflowDefinition>> HeavyAsync(WorkflowDefinitionFilter filter, string order, PageArgs? page, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = "SELECT " + DefinitionRow.Heavy + " FROM ElsaDefinitions" + conditions.Where + conditions.Slice(order, page);
        return database.ReadAsync(session => session.QueryAsync(sql, rows.ReadHeavy, conditions.Arguments), cancellationToken);
    }

    private Task<List<WorkflowDefinitionSummary>> LightAsync(WorkflowDefinitionFilter filter, string order, PageArgs? page, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = "SELECT " + DefinitionRow.Light + " FROM ElsaDefinitions" + conditions.Where + conditions.Slice(order, page);
        return database.ReadAsync(session => session.QueryAsync(sql, static row => WorkflowDefinitionSummary.FromDefinition(DefinitionRow.ReadLight(row)), conditions.Arguments), cancellationToken);
    }
}
