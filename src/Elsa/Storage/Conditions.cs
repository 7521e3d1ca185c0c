using System.Linq.Expressions;
using System.Text;
using Elsa.Common.Entities;
using Elsa.Common.Models;

namespace Elsa.Storage;

/// <summary>Collects the conditions of a filter; those without a value are left out.</summary>
internal sealed class Conditions(EngineDatabase database)
{
    private readonly StringBuilder _sql = new();
    private readonly List<object?> _arguments = [];

    public object?[] Arguments => [.. _arguments];

    /// <summary>True when nothing was asked for, so that everything fits.</summary>
    public bool IsEmpty => _sql.Length == 0;

    /// <summary>" WHERE ..." or nothing.</summary>
    public string Where => IsEmpty ? "" : " WHERE " + _sql;

    public Conditions Equal(string column, object? value) => value is null ? this : Add($"{column} = ${Argument(value)}");

    public Conditions Equal(string column, bool? value) => value is null ? this : Equal(column, (object)value.Value.Flag());

    public Conditions Compare(string column, string comparison, DateTimeOffset? moment) =>
        moment is null ? this : Add($"{column} {comparison} ${Argument(moment.Value.Ticks())}");

    public Conditions OneOf(string column, IEnumerable<string>? values)
    {
        if (values is null)
            return this;
        return Add(database.OneOf(column, Argument(database.List(values))));
    }

    public Conditions OneOf<T>(string column, ICollection<T>? values) where T : struct, Enum =>
        values is null || values.Count == 0 ? this : Add($"{column} IN ({string.Join(", ", values.Select(value => Convert.ToInt32(value)))})");

    public Conditions Containing(string? text, params string[] columns)
    {
        if (string.IsNullOrWhiteSpace(text))
            return this;
        var argument = Argument(text.Trim());
        return Add("(" + string.Join(" OR ", columns.Select(column => database.Contains(column, argument))) + ")");
    }

    public Conditions Add(string condition)
    {
        _sql.Append(_sql.Length == 0 ? "" : " AND ").Append(condition);
        return this;
    }

    /// <summary>The number of a further argument.</summary>
    public int Argument(object value)
    {
        _arguments.Add(value);
        return _arguments.Count;
    }

    /// <summary>" ORDER BY ... LIMIT ... OFFSET ..."; the id makes the order of equal rows the same on every page.</summary>
    public string Slice(string order, PageArgs? page)
    {
        var sql = " ORDER BY " + order;
        if (page?.Limit is { } limit)
            sql += $" LIMIT ${Argument((long)limit)}";
        else if (page?.Offset is > 0)
            sql += $" LIMIT {long.MaxValue}";
        if (page?.Offset is > 0)
            sql += $" OFFSET ${Argument((long)page.Offset)}";
        return sql;
    }

    /// <summary>The column of the property that the order names, or the fallback when it names none that is a column.</summary>
    public static string Order<T, TProp>(OrderDefinition<T, TProp>? order, IReadOnlyDictionary<string, string> columns, string fallback)
    {
        if (order?.KeySelector is null || !columns.TryGetValue(PropertyOf(order.KeySelector.Body), out var column))
            return fallback;
        return column + (order.Direction == OrderDirection.Descending ? " DESC" : "");
    }

    private static string PropertyOf(Expression body) => body switch
    {
        UnaryExpression conversion => PropertyOf(conversion.Operand),
        MemberExpression member => member.Member.Name,
        _ => "",
    };
}
