using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProcessSales.Activities.Engine;

/// <summary>JSON as the dictionaries, lists and scalars that expressions read; money stays decimal.</summary>
internal static class PlainValue
{
    public static object? Of(JsonNode? node) => node switch
    {
        null => null,
        JsonObject fields => fields.Where(x => x.Value is not null).ToDictionary(x => x.Key, x => Of(x.Value)!),
        JsonArray items => items.Select(Of).ToList(),
        _ => Scalar(node.GetValue<JsonElement>()),
    };

    private static object? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? integer : element.GetDecimal(),
        _ => null,
    };
}
