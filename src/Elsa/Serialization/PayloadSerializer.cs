using System.Text.Json;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Helpers;

namespace Elsa.Workflows.Serialization;

internal sealed class PayloadSerializer(IWellKnownTypeRegistry types) : IPayloadSerializer
{
    private readonly JsonSerializerOptions _options = CreateOptions(types);

    public string Serialize(object payload) => PlainData.WriteText(payload);

    public JsonElement SerializeToElement(object payload) => JsonElement.Parse(PlainData.WriteText(payload), EngineJson.DocumentOptions);

    public object Deserialize(string serializedData) => PlainData.ReadText(serializedData)!;

    public object Deserialize(string serializedData, Type type) => PlainData.ReadText(serializedData).ConvertTo(type)!;

    public object Deserialize(JsonElement serializedData) => PlainData.Read(serializedData)!;

    public T Deserialize<T>(string serializedData) => PlainData.ReadText(serializedData).ConvertTo<T>()!;

    public T Deserialize<T>(JsonElement serializedData) => PlainData.Read(serializedData).ConvertTo<T>()!;

    public JsonSerializerOptions GetOptions() => _options;

    private static JsonSerializerOptions CreateOptions(IWellKnownTypeRegistry types)
    {
        var options = new JsonSerializerOptions(EngineJson.Values);
        options.Converters.Add(new TypeJsonConverter(types));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
