using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Enums;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management.Stores;

/// <summary>Instances in the database.</summary>
internal sealed class WorkflowInstanceStore(EngineDatabase database, InstanceReader reader, IWorkflowStateSerializer serializer) : IWorkflowInstanceStore
{
    private const string Default = "i.CreatedAt, i.Id";

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["Id"] = "i.Id", ["Name"] = "i.Name", ["DefinitionId"] = "i.DefinitionId", ["Version"] = "i.Version", ["Status"] = "i.Status", ["SubStatus"] = "i.SubStatus",
        ["CreatedAt"] = "i.CreatedAt", ["UpdatedAt"] = "i.UpdatedAt", ["FinishedAt"] = "i.FinishedAt", ["CorrelationId"] = "i.CorrelationId", ["IncidentCount"] = "i.IncidentCount",
    };

    public async ValueTask<WorkflowInstance?> FindAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default)
    {
        var rows = await RowsAsync(filter, PageArgs.FromRange(null, 1), Default, true, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : await reader.InstanceAsync(rows[0], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<WorkflowInstance>> FindManyAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of(await InstancesAsync(filter, pageArgs, Default, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async ValueTask<Page<WorkflowInstance>> FindManyAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        Page.Of(await InstancesAsync(filter, pageArgs, Order(order), cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async ValueTask<IEnumerable<WorkflowInstance>> FindManyAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await InstancesAsync(filter, null, Default, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IEnumerable<WorkflowInstance>> FindManyAsync<TOrderBy>(WorkflowInstanceFilter filter, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await InstancesAsync(filter, null, Order(order), cancellationToken).ConfigureAwait(false);

    public async ValueTask<long> CountAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        return await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaInstances i" + conditions.Where, conditions.Arguments), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<WorkflowInstanceSummary>> SummarizeManyAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of(await SummariesAsync(filter, pageArgs, Default, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async ValueTask<Page<WorkflowInstanceSummary>> SummarizeManyAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        Page.Of(await SummariesAsync(filter, pageArgs, Order(order), cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async ValueTask<IEnumerable<WorkflowInstanceSummary>> SummarizeManyAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await SummariesAsync(filter, null, Default, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IEnumerable<WorkflowInstanceSummary>> SummarizeManyAsync<TOrder>(WorkflowInstanceFilter filter, WorkflowInstanceOrder<TOrder?> order, CancellationToken cancellationToken = default) =>
        await SummariesAsync(filter, null, Order(order), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IEnumerable<string>> FindManyIdsAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await IdsAsync(filter, null, Default, cancellationToken).ConfigureAwait(false);

    public async ValueTask<Page<string>> FindManyIdsAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        Page.Of(await IdsAsync(filter, pageArgs, Default, cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public async ValueTask<Page<string>> FindManyIdsAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        Page.Of(await IdsAsync(filter, pageArgs, Order(order), cancellationToken).ConfigureAwait(false), await CountAsync(filter, cancellationToken).ConfigureAwait(false));

    public ValueTask SaveAsync(WorkflowInstance instance, CancellationToken cancellationToken = default) => SaveManyAsync([instance], cancellationToken);

    public async ValueTask AddAsync(WorkflowInstance instance, CancellationToken cancellationToken = default)
    {
        var row = Row(instance);
        if (await database.WriteAsync(session => row.InsertAsync(session), cancellationToken).ConfigureAwait(false) is null)
            throw new InvalidOperationException($"There is a workflow instance '{instance.Id}' already.");
    }

    public async ValueTask UpdateAsync(WorkflowInstance instance, CancellationToken cancellationToken = default)
    {
        var row = Row(instance);
        await database.WriteAsync(session => OverwriteAsync(session, row), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SaveManyAsync(IEnumerable<WorkflowInstance> instances, CancellationToken cancellationToken = default)
    {
        var rows = instances.Select(Row).ToList();
        await database.WriteAsync(async session =>
        {
            foreach (var row in rows)
                if (await row.InsertAsync(session).ConfigureAwait(false) is null)
                    await OverwriteAsync(session, row).ConfigureAwait(false);
            return rows.Count;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> DeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        return await database.WriteAsync(async session =>
        {
            var ids = await session.QueryAsync("SELECT i.Id FROM ElsaInstances i" + conditions.Where, static row => row.GetString(0), conditions.Arguments).ConfigureAwait(false);
            await InstanceRemoval.RemoveAsync(database, session, ids).ConfigureAwait(false);
            return (long)ids.Count;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task UpdateUpdatedTimestampAsync(string workflowInstanceId, DateTimeOffset value, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(session => session.ExecuteAsync("UPDATE ElsaInstances SET UpdatedAt = $2 WHERE Id = $1", workflowInstanceId, value.Ticks()), cancellationToken).ConfigureAwait(false);

    private static string Order<T>(WorkflowInstanceOrder<T?> order) => Conditions.Order(order, Columns, "i.CreatedAt") + ", i.Id";

    private static async ValueTask<bool> OverwriteAsync(Session session, InstanceRow row)
    {
        var stored = await session.QueryAsync("SELECT Num, Revision FROM ElsaInstances WHERE Id = $1", static r => (Num: r.GetInt64(0), Revision: r.GetInt64(1)), row.Id).ConfigureAwait(false);
        return stored.Count > 0 && await row.UpdateAsync(session, stored[0].Num, stored[0].Revision).ConfigureAwait(false);
    }

    private InstanceRow Row(WorkflowInstance instance) => new()
    {
        Id = instance.Id,
        DefinitionId = instance.DefinitionId,
        DefinitionVersionId = instance.DefinitionVersionId,
        Version = instance.Version,
        ParentId = instance.ParentWorkflowInstanceId,
        Status = instance.Status,
        SubStatus = instance.SubStatus,
        IsExecuting = instance.IsExecuting,
        CorrelationId = instance.CorrelationId,
        Name = instance.Name,
        IncidentCount = instance.IncidentCount,
        IsSystem = instance.IsSystem,
        CreatedAt = instance.CreatedAt,
        UpdatedAt = instance.UpdatedAt,
        FinishedAt = instance.FinishedAt,
        State = Packed.Pack(serializer.SerializeToUtfBytes(instance.WorkflowState)),
    };

    private async ValueTask<List<WorkflowInstance>> InstancesAsync(WorkflowInstanceFilter filter, PageArgs? page, string order, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(filter, page, order, true, cancellationToken).ConfigureAwait(false);
        var instances = new List<WorkflowInstance>(rows.Count);
        foreach (var row in rows)
            instances.Add(await reader.InstanceAsync(row, cancellationToken).ConfigureAwait(false));
        return instances;
    }

    private async ValueTask<List<WorkflowInstanceSummary>> SummariesAsync(WorkflowInstanceFilter filter, PageArgs? page, string order, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(filter, page, order, false, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(static row => WorkflowInstanceSummary.FromInstance(InstanceReader.Header(row)));
    }

    private Task<List<InstanceRow>> RowsAsync(WorkflowInstanceFilter filter, PageArgs? page, string order, bool withState, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = InstanceRow.Select(withState) + conditions.Where + conditions.Slice(order, page);
        return database.ReadAsync(session => session.QueryAsync(sql, InstanceRow.Read, conditions.Arguments), cancellationToken);
    }

    private async ValueTask<List<string>> IdsAsync(WorkflowInstanceFilter filter, PageArgs? page, string order, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = "SELECT i.Id FROM ElsaInstances i" + conditions.Where + conditions.Slice(order, page);
        return await database.ReadAsync(session => session.QueryAsync(sql, static row => row.GetString(0), conditions.Arguments), cancellationToken).ConfigureAwait(false);
    }

    private Conditions ConditionsOf(WorkflowInstanceFilter filter)
    {
        var conditions = new Conditions(database)
            .Equal("i.Id", filter.Id)
            .OneOf("i.Id", filter.Ids)
            .Equal("i.DefinitionId", filter.DefinitionId)
            .OneOf("i.DefinitionId", filter.DefinitionIds)
            .Equal("i.DefinitionVersionId", filter.DefinitionVersionId)
            .OneOf("i.DefinitionVersionId", filter.DefinitionVersionIds)
            .Equal("i.Version", filter.Version)
            .OneOf("i.ParentId", filter.ParentWorkflowInstanceIds)
            .Equal("i.CorrelationId", filter.CorrelationId)
            .OneOf("i.CorrelationId", filter.CorrelationIds)
            .Equal("i.Name", filter.Name)
            .OneOf("i.Name", filter.Names)
            .Equal("i.Status", (int?)filter.WorkflowStatus)
            .OneOf("i.Status", filter.WorkflowStatuses)
            .Equal("i.SubStatus", (int?)filter.WorkflowSubStatus)
            .OneOf("i.SubStatus", filter.WorkflowSubStatuses)
            .Equal("i.IsExecuting", filter.IsExecuting)
            .Equal("i.IsSystem", filter.IsSystem)
            .Compare("i.UpdatedAt", "<", filter.BeforeLastUpdated)
            .Containing(filter.SearchTerm, "i.Name", "i.Id", "i.DefinitionId", "i.CorrelationId");
        if (filter.HasIncidents is { } incidents)
            conditions.Add(incidents ? "i.IncidentCount > 0" : "i.IncidentCount = 0");
        foreach (var moment in filter.TimestampFilters ?? [])
            conditions.Compare(MomentColumn(moment.Column), Comparison(moment.Operator), moment.Timestamp);
        return conditions;
    }

    private static string MomentColumn(string name) => name?.ToUpperInvariant() switch
    {
        "CREATEDAT" => "i.CreatedAt",
        "UPDATEDAT" => "i.UpdatedAt",
        "FINISHEDAT" => "i.FinishedAt",
        _ => throw new ArgumentException($"'{name}' is not a moment of an instance: CreatedAt, UpdatedAt and FinishedAt are."),
    };

    private static string Comparison(TimestampFilterOperator comparison) => comparison switch
    {
        TimestampFilterOperator.Is => "=",
        TimestampFilterOperator.IsNot => "<>",
        TimestampFilterOperator.LessThan => "<",
        TimestampFilterOperator.GreaterThan => ">",
        TimestampFilterOperator.LessThanOrEqual => "<=",
        _ => ">=",
    };
}
