using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;

namespace ProcessSales.Workflows.Forms;

/// <summary>Works out formulas over a form's data. One for each form and check; not thread-safe.</summary>
internal sealed class FormCalculator(JsonObject data, DateOnly today, WorkingCalendar calendar, IReadOnlyDictionary<string, decimal>? settings = null)
{
    /// <summary>The functions that a formula may call, with the number of their arguments.</summary>
    public static IReadOnlyDictionary<string, (int Least, int Most)> Functions { get; } = new Dictionary<string, (int, int)>
    {
        ["sum"] = (1, 1), ["count"] = (1, 1), ["any"] = (2, 2), ["all"] = (2, 2), ["round"] = (1, 2), ["min"] = (2, 2), ["max"] = (2, 2),
        ["if"] = (3, 3), ["empty"] = (1, 1), ["today"] = (0, 0), ["days"] = (2, 2), ["month"] = (1, 1), ["workingDaysUntil"] = (1, 1), ["setting"] = (1, 1), ["lookup"] = (3, 3),
    };

    /// <summary>The value of a formula; names are looked up in the row first.</summary>
    public object? Evaluate(FormExpression expression, JsonObject? row) => Evaluate(expression.Root, row);

    /// <summary>Whether a condition holds; a missing value does not.</summary>
    public bool Holds(FormExpression condition, JsonObject? row) => Evaluate(condition, row) is true;

    private object? Evaluate(FormExpression.Node node, JsonObject? row) => node switch
    {
        FormExpression.Constant constant => constant.Value,
        FormExpression.Name name => Plain(Find(name.Path, row)),
        FormExpression.Unary { Operator: '!' } not => Evaluate(not.Operand, row) is not true,
        FormExpression.Unary minus => Evaluate(minus.Operand, row) is decimal number ? -number : null,
        FormExpression.Binary binary => Binary(binary, row),
        FormExpression.Call call => Call(call, row),
        _ => null,
    };

    private object? Binary(FormExpression.Binary node, JsonObject? row)
    {
        if (node.Operator == "and") return Evaluate(node.Left, row) is true && Evaluate(node.Right, row) is true;
        if (node.Operator == "or") return Evaluate(node.Left, row) is true || Evaluate(node.Right, row) is true;
        var left = Evaluate(node.Left, row);
        var right = Evaluate(node.Right, row);
        if (node.Operator is "==" or "!=") return Equals(left, right) == (node.Operator == "==");
        if (node.Operator is "<" or "<=" or ">" or ">=")
        {
            if (left is null || right is null || left.GetType() != right.GetType() || left is not IComparable comparable) return null;
            var order = comparable.CompareTo(right);
            return node.Operator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
        }

        if (left is not decimal a || right is not decimal b) return null;
        try
        {
            return node.Operator switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => b == 0m ? null : a / b, _ => null };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private object? Call(FormExpression.Call call, JsonObject? row)
    {
        object? Argument(int index) => Evaluate(call.Arguments[index], row);
        switch (call.Function)
        {
            case "if": return Argument(Argument(0) is true ? 1 : 2);
            case "sum": return Column(call, row).Aggregate(0m, (sum, value) => value is decimal number ? sum + number : sum);
            case "count": return (decimal)Rows(call, row).Count();
            case "any": return Rows(call, row).Any(inner => Evaluate(call.Arguments[1], inner) is true);
            case "all": return Rows(call, row).All(inner => Evaluate(call.Arguments[1], inner) is true);
            case "lookup": return Lookup(call, row);
            case "empty": return Argument(0) is null or "";
            case "today": return today;
            case "round":
                var digits = call.Arguments.Count > 1 && Argument(1) is decimal wanted ? (int)Math.Clamp(wanted, 0m, 8m) : 0;
                return Argument(0) is decimal number ? Math.Round(number, digits, MidpointRounding.AwayFromZero) : null;
            case "min": return Argument(0) is decimal a && Argument(1) is decimal b ? Math.Min(a, b) : null;
            case "max": return Argument(0) is decimal c && Argument(1) is decimal d ? Math.Max(c, d) : null;
            case "days": return Argument(0) is DateOnly from && Argument(1) is DateOnly until ? (decimal)(until.DayNumber - from.DayNumber + 1) : null;
            case "month": return Argument(0) is DateOnly date ? date.ToString("yyyy-MM", CultureInfo.InvariantCulture) : null;
            case "workingDaysUntil": return Argument(0) is DateOnly day && day.DayNumber - today.DayNumber < 4000 ? (decimal)calendar.WorkingDaysUntil(day) : null;
            case "setting": return settings is not null && Argument(0) is string name && settings.TryGetValue(name, out var figure) ? figure : null;
            default: return null;
        }
    }

    // lookup(skus.product.id, product.id, skus.month): the month of the first row of skus with this product.
    private object? Lookup(FormExpression.Call call, JsonObject? row)
    {
        if (Evaluate(call.Arguments[1], row) is not { } wanted || call.Arguments[0] is not FormExpression.Name key || call.Arguments[2] is not FormExpression.Name column || data[key.Path[0]] is not JsonArray rows) return null;
        var found = rows.OfType<JsonObject>().FirstOrDefault(other => Equals(Plain(Walk(other, key.Path.Skip(1))), wanted));
        return Plain(Walk(found, column.Path.Skip(1)));
    }

    private IEnumerable<JsonObject> Rows(FormExpression.Call call, JsonObject? row) =>
        call.Arguments[0] is FormExpression.Name name && Find(name.Path, row) is JsonArray rows ? rows.OfType<JsonObject>() : [];

    private IEnumerable<object?> Column(FormExpression.Call call, JsonObject? row) =>
        call.Arguments[0] is FormExpression.Name { Path.Count: > 1 } name && Find(name.Path.Take(1).ToList(), row) is JsonArray rows
            ? rows.OfType<JsonObject>().Select(inner => Plain(Walk(inner, name.Path.Skip(1))))
            : [];

    private JsonNode? Find(IReadOnlyList<string> path, JsonObject? row) =>
        row is not null && row.ContainsKey(path[0]) ? Walk(row, path) : Walk(data, path);

    private static JsonNode? Walk(JsonNode? node, IEnumerable<string> path)
    {
        foreach (var name in path) node = node is JsonObject inner && inner.TryGetPropertyValue(name, out var value) ? value : null;
        return node;
    }

    private static object? Plain(JsonNode? node)
    {
        if (node is not JsonValue value) return node;
        return value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => value.TryGetValue<decimal>(out var number) ? number : decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
            JsonValueKind.String when DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
            JsonValueKind.String => value.GetValue<string>(),
            _ => null,
        };
    }
}
