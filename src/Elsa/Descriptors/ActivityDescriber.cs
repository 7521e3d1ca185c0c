using System.Collections;
using System.ComponentModel;
using System.Reflection;
using System.Text;

using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows;

/// <summary>Reads what a class of activity says about itself. Choices that come from services are left to <see cref="EditorChoices"/>, which asks for them when a person designs.</summary>
internal sealed class ActivityDescriber(IServiceProvider services) : IActivityDescriber
{
    public async Task<ActivityDescriptor> DescribeActivityAsync(Type activityType, CancellationToken cancellationToken = default)
    {
        var attribute = activityType.GetCustomAttribute<ActivityAttribute>();
        var ns = ActivityTypeNameHelper.GenerateNamespace(activityType) ?? "";
        var name = attribute?.Type ?? ActivityTypeNameHelper.PlainName(activityType);
        var isTrigger = typeof(ITrigger).IsAssignableFrom(activityType);
        return new ActivityDescriptor
        {
            TypeName = ActivityTypeNameHelper.GenerateTypeName(activityType),
            ClrType = activityType,
            Namespace = ns,
            Name = name,
            Version = attribute?.Version ?? 1,
            Category = attribute?.Category ?? activityType.GetCustomAttribute<CategoryAttribute>()?.Category ?? ActivityTypeNameHelper.GetCategoryFromNamespace(ns) ?? "Miscellaneous",
            DisplayName = attribute?.DisplayName ?? activityType.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? Words(name),
            Description = attribute?.Description ?? activityType.GetCustomAttribute<DescriptionAttribute>()?.Description,
            Kind = isTrigger && (attribute?.Kind ?? ActivityKind.Action) == ActivityKind.Action ? ActivityKind.Trigger : attribute?.Kind ?? ActivityKind.Action,
            RunAsynchronously = attribute?.RunAsynchronously ?? false,
            Attributes = activityType.GetCustomAttributes(true).OfType<Attribute>().ToList(),
            Inputs = (await DescribeInputPropertiesAsync(activityType, cancellationToken).ConfigureAwait(false)).ToArray(),
            Outputs = (await DescribeOutputPropertiesAsync(activityType, cancellationToken).ConfigureAwait(false)).ToArray(),
            Ports = [.. ChildPorts(activityType), .. OutcomePorts(activityType)],
            CustomProperties = new Dictionary<string, object> { ["Type"] = activityType },
            IsContainer = typeof(Activities.Container).IsAssignableFrom(activityType),
            IsBrowsable = activityType.GetCustomAttribute<BrowsableAttribute>()?.Browsable ?? true,
            IsStart = typeof(IStartNode).IsAssignableFrom(activityType),
            IsTerminal = typeof(ITerminalNode).IsAssignableFrom(activityType),
            Constructor = context => context.CreateActivity(activityType),
        };
    }

    public async Task<InputDescriptor> DescribeInputPropertyAsync(PropertyInfo propertyInfo, CancellationToken cancellationToken = default)
    {
        var attribute = propertyInfo.GetCustomAttribute<InputAttribute>();
        var isWrapped = typeof(Input).IsAssignableFrom(propertyInfo.PropertyType);
        var type = isWrapped ? propertyInfo.PropertyType.GenericTypeArguments[0] : propertyInfo.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var hint = GetUIHint(type, attribute);
        return new InputDescriptor(
            attribute?.Name ?? propertyInfo.Name,
            type,
            PropertyAccess.Getter(propertyInfo),
            PropertyAccess.Setter(propertyInfo),
            isWrapped,
            hint,
            attribute?.DisplayName ?? Words(propertyInfo.Name),
            attribute?.Description ?? propertyInfo.GetCustomAttribute<DescriptionAttribute>()?.Description,
            attribute?.Category ?? propertyInfo.GetCustomAttribute<CategoryAttribute>()?.Category,
            attribute?.Order ?? 0,
            DefaultValueOf(propertyInfo, attribute),
            attribute?.DefaultSyntax,
            attribute?.IsReadOnly ?? false,
            attribute?.IsBrowsable ?? propertyInfo.GetCustomAttribute<BrowsableAttribute>()?.Browsable ?? true,
            attribute?.IsSerializable ?? true,
            isSynthetic: false,
            attribute?.AutoEvaluate ?? true,
            attribute?.EvaluatorType,
            storageDriverType: null,
            propertyInfo,
            await EditorChoices.FixedAsync(propertyInfo, hint, cancellationToken).ConfigureAwait(false))
        {
            IsSensitive = attribute?.CanContainSecrets ?? false,
        };
    }

    public Task<OutputDescriptor> DescribeOutputPropertyAsync(PropertyInfo propertyInfo, CancellationToken cancellationToken = default)
    {
        // The main output is declared far up, so the class may say something about it itself.
        var isResult = propertyInfo.Name == ActivityOutputRegister.DefaultOutputName && propertyInfo.DeclaringType!.IsGenericType;
        var attribute = isResult ? propertyInfo.ReflectedType!.GetCustomAttribute<OutputAttribute>() : propertyInfo.GetCustomAttribute<OutputAttribute>();
        var type = propertyInfo.PropertyType.IsGenericType ? propertyInfo.PropertyType.GenericTypeArguments[0] : typeof(object);
        return Task.FromResult(new OutputDescriptor(
            attribute?.Name ?? propertyInfo.Name,
            attribute?.DisplayName ?? Words(propertyInfo.Name),
            Nullable.GetUnderlyingType(type) ?? type,
            PropertyAccess.Getter(propertyInfo),
            PropertyAccess.Setter(propertyInfo),
            propertyInfo,
            attribute?.Description ?? propertyInfo.GetCustomAttribute<DescriptionAttribute>()?.Description,
            attribute?.IsBrowsable ?? true,
            attribute?.IsSerializable));
    }

    public async Task<IEnumerable<InputDescriptor>> DescribeInputPropertiesAsync(Type activityType, CancellationToken cancellationToken = default)
    {
        var descriptors = new List<InputDescriptor>();
        foreach (var property in GetInputProperties(activityType))
            descriptors.Add(await DescribeInputPropertyAsync(property, cancellationToken).ConfigureAwait(false));
        return descriptors.OrderBy(x => x.Order).ToList();
    }

    public async Task<IEnumerable<OutputDescriptor>> DescribeOutputPropertiesAsync(Type activityType, CancellationToken cancellationToken = default)
    {
        var descriptors = new List<OutputDescriptor>();
        foreach (var property in GetOutputProperties(activityType))
            descriptors.Add(await DescribeOutputPropertyAsync(property, cancellationToken).ConfigureAwait(false));
        return descriptors;
    }

    public IEnumerable<PropertyInfo> GetInputProperties(Type activityType) =>
        Properties(activityType).Where(x => typeof(Input).IsAssignableFrom(x.PropertyType) || x.GetCustomAttribute<InputAttribute>() is not null);

    public IEnumerable<PropertyInfo> GetOutputProperties(Type activityType) =>
        Properties(activityType).Where(x => typeof(Output).IsAssignableFrom(x.PropertyType));

    private static string GetUIHint(Type type, InputAttribute? attribute)
    {
        if (attribute?.UIHint is { } hint)
            return hint;
        if (type == typeof(bool))
            return InputUIHints.Checkbox;
        if (type == typeof(string))
            return InputUIHints.SingleLine;
        if (type == typeof(Type))
            return InputUIHints.TypePicker;
        if (type == typeof(Variable))
            return InputUIHints.VariablePicker;
        if (type == typeof(ICollection<string>) || type == typeof(ICollection<int>))
            return InputUIHints.MultiText;
        return type.IsEnum || typeof(IEnumerable).IsAssignableFrom(type) ? InputUIHints.DropDown : InputUIHints.SingleLine;
    }

    private object? DefaultValueOf(PropertyInfo property, InputAttribute? attribute)
    {
        if (attribute?.DefaultValueProvider is { } providerType)
        {
            var provider = (IActivityPropertyDefaultValueProvider)Microsoft.Extensions.DependencyInjection.ActivatorUtilities.GetServiceOrCreateInstance(services, providerType);
            return provider.GetDefaultValue(property);
        }

        return attribute?.DefaultValue ?? property.GetCustomAttribute<DefaultValueAttribute>()?.Value;
    }

    private static IEnumerable<Port> ChildPorts(Type activityType) =>
        from property in Properties(activityType)
        where typeof(IActivity).IsAssignableFrom(property.PropertyType)
        let port = property.GetCustomAttribute<PortAttribute>()
        where port is not null
        select new Port
        {
            Name = port.Name ?? property.Name,
            DisplayName = port.DisplayName ?? port.Name ?? property.Name,
            Type = PortType.Embedded,
            IsBrowsable = property.GetCustomAttribute<BrowsableAttribute>()?.Browsable ?? true,
        };

    private static IEnumerable<Port> OutcomePorts(Type activityType) =>
        (activityType.GetCustomAttribute<FlowNodeAttribute>()?.Outcomes ?? [])
        .Select(outcome => new Port { Name = outcome, DisplayName = outcome, Type = PortType.Flow });

    // What the class declares itself comes first, then what it inherits.
    private static IEnumerable<PropertyInfo> Properties(Type type)
    {
        var seen = new HashSet<string>();
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
            foreach (var property in current.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
                if (property.GetIndexParameters().Length == 0 && seen.Add(property.Name))
                    yield return type.GetProperty(property.Name, property.PropertyType) ?? property;
    }

    private static readonly string[] SmallWords = ["A", "An", "And", "At", "By", "For", "In", "Of", "On", "Or", "The", "To"];

    // "FlowSwitch" is read "Flow Switch", "StartAt" "Start at".
    internal static string Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var begins = i > 0 && char.IsUpper(c) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if ((begins || !char.IsLetterOrDigit(c)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(c))
                word.Append(c);
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return string.Join(' ', words.Select((x, index) => index > 0 && SmallWords.Contains(x) ? x.ToLowerInvariant() : x));
    }
}
