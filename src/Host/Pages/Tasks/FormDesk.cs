using System.Text.Json.Nodes;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Host.Pages.Tasks;

/// <summary>Works out what the form of a task shows: values, choices, the budget and the way it will take.</summary>
public sealed class FormDesk(
    FormRules rules, References references, AttachmentStore files, Budgets budgets, ApprovalMatrix matrix, CustomerDirectory customers, CompanyClock clock)
{
    /// <summary>The sheet for what was entered so far.</summary>
    public async Task<FormSheet> LayOutAsync(Guid person, Case file, FormDefinition form, JsonObject entered, bool showErrors, CancellationToken stop)
    {
        var outcome = await rules.CheckAsync(form, entered, new(person, file.Id), stop);
        var options = new Dictionary<string, IReadOnlyList<ReferenceOption>>();
        foreach (var field in form.Fields.Concat(form.Fields.SelectMany(x => x.Columns)).Where(x => x.Type == FieldType.Reference))
        {
            var key = FormSheet.OptionsKey(field);
            if (options.ContainsKey(key)) continue;
            var filter = field.FilterBy is { } by ? FormSheet.Text(entered[by]) : null;
            options[key] = field.FilterBy is not null && string.IsNullOrEmpty(filter) ? [] : await references.SearchAsync(person, field.Source!, filter, null, stop);
        }

        var sheet = new FormSheet(form, entered, outcome, options, await files.ListAsync(person, file.Id, stop), showErrors);
        return await WithAheadAsync(sheet, person, file, stop);
    }

    /// <summary>The budget and the path, for a form that names a budget line and a total.</summary>
    private async Task<FormSheet> WithAheadAsync(FormSheet sheet, Guid person, Case file, CancellationToken stop)
    {
        var data = sheet.Outcome.Data;
        var budget = data["budgetLine"] is JsonObject line && Guid.TryParse(FormSheet.Text(line), out var lineId) ? await budgets.LineAsync(person, lineId, stop) : null;
        if (FormSheet.Number(data["total"]) is not { } total || total <= 0) return sheet with { Budget = budget };
        try
        {
            var facts = new ApprovalFacts(total, FormSheet.Number(data["expenseRatio"]), budget is not null && total > budget.Available, IsTrue(data["belowFloor"]), IsTrue(data["emergency"]))
            {
                // What holds the payer's credit back asks finance's manager as well, and the applicant sees it before.
                OnHold = data["chain"] is { } chain && FormSheet.Text(chain) is { Length: > 0 } code && await customers.IsHeldAsync(code, stop),
            };
            return sheet with { Budget = budget, Path = await matrix.ResolveAsync(file.Process, facts, file.OwnerId, clock.Today, stop) };
        }
        catch (RefusedException)
        {
            // No rule fits yet: the page then shows no path.
            return sheet with { Budget = budget };
        }
    }

    private static bool IsTrue(JsonNode? value) => FormSheet.Text(value) == "true";
}
