using System.Reflection;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Elsa.Workflows.UIHints.Dropdown;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows;

/// <summary>What the designer's editors show beside the value: fixed choices are known from the class, others come from the application's services.</summary>
internal sealed class EditorChoices(IServiceProvider services, IEnumerable<IUIHintHandler> hintHandlers) : IPropertyUIHandlerResolver
{
    private static readonly StaticDropDownOptionsProvider FixedOptions = new();

    public async ValueTask<IDictionary<string, object>> GetUIPropertiesAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken = default)
    {
        var attribute = propertyInfo.GetCustomAttribute<InputAttribute>();
        var handlers = new List<IPropertyUIHandler>();
        foreach (var type in await HandlersOfAsync(propertyInfo, attribute, cancellationToken).ConfigureAwait(false))
            handlers.Add((IPropertyUIHandler)ActivatorUtilities.GetServiceOrCreateInstance(services, type));
        if (handlers.Count == 0)
            return await FixedAsync(propertyInfo, attribute?.UIHint ?? "", cancellationToken).ConfigureAwait(false);
        var properties = new Dictionary<string, object>();
        foreach (var handler in handlers.OrderBy(x => x.Priority))
            foreach (var (name, value) in await handler.GetUIPropertiesAsync(propertyInfo, context, cancellationToken).ConfigureAwait(false))
                properties[name] = value;
        return properties;
    }

    /// <summary>Asks again for the choices that come from services, so that the designer shows what is true now.</summary>
    public async Task RefreshAsync(ActivityDescriptor descriptor, CancellationToken cancellationToken)
    {
        foreach (var input in descriptor.Inputs)
            if (input.PropertyInfo is { } property && property.GetCustomAttribute<InputAttribute>() is { } attribute && (attribute.UIHandler is not null || attribute.UIHandlers is not null))
                input.UISpecifications = await GetUIPropertiesAsync(property, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The choices that need no service.</summary>
    public static async ValueTask<IDictionary<string, object>> FixedAsync(PropertyInfo property, string hint, CancellationToken cancellationToken) => hint switch
    {
        _ when OwnHandlerOf(property) is { } handler => await handler.GetUIPropertiesAsync(property, null, cancellationToken).ConfigureAwait(false),
        InputUIHints.DropDown or "" => await FixedOptions.GetUIPropertiesAsync(property, null, cancellationToken).ConfigureAwait(false),
        InputUIHints.JsonEditor => new Dictionary<string, object> { [InputUIHints.CodeEditor] = new Dictionary<string, object> { ["language"] = "json" } },
        _ => new Dictionary<string, object>(),
    };

    // The engine's own handlers that need no service.
    private static IPropertyUIHandler? OwnHandlerOf(PropertyInfo property) =>
        property.GetCustomAttribute<InputAttribute>()?.UIHandler is { } type && type.Assembly == typeof(EditorChoices).Assembly && type.GetConstructor(Type.EmptyTypes) is not null
            ? (IPropertyUIHandler)Activator.CreateInstance(type)!
            : null;

    private async ValueTask<List<Type>> HandlersOfAsync(PropertyInfo property, InputAttribute? attribute, CancellationToken cancellationToken)
    {
        var types = new List<Type>();
        if (attribute?.UIHandler is { } single)
            types.Add(single);
        if (attribute?.UIHandlers is { } several)
            types.AddRange(several);
        foreach (var handler in hintHandlers)
            if (handler.UIHint == attribute?.UIHint)
                types.AddRange(await handler.GetPropertyUIHandlersAsync(property, cancellationToken).ConfigureAwait(false));
        return types;
    }
}
