using System.Reflection;
using Elsa.Workflows.Attributes;

namespace Elsa.Workflows.UIHints
{
    /// <summary>The kinds of editors that the designer has.</summary>
    public static class InputUIHints
    {
#pragma warning disable CS1591 // The names say it.
        public const string Checkbox = "checkbox";
        public const string CheckList = "checklist";
        public const string CodeEditor = "code-editor";
        public const string Dictionary = "dictionary";
        public const string DateTimePicker = "datetime-picker";
        public const string DropDown = "dropdown";
        public const string DynamicOutcomes = "dynamic-outcomes";
        public const string ExpressionEditor = "expression-editor";
        public const string JsonEditor = "json-editor";
        public const string MultiLine = "multiline";
        public const string MultiText = "multitext";
        public const string OutputPicker = "output-picker";
        public const string OutcomePicker = "outcome-picker";
        public const string RadioList = "radiolist";
        public const string SingleLine = "singleline";
        public const string TypePicker = "type-picker";
        public const string VariablePicker = "variable-picker";
        public const string InputPicker = "input-picker";
        public const string WorkflowDefinitionPicker = "workflow-definition-picker";
#pragma warning restore CS1591
    }
}

namespace Elsa.Workflows.UIHints.Dropdown
{
    /// <summary>A choice.</summary>
    public record SelectListItem(string Text, string Value);

    /// <summary>The choices.</summary>
    public record SelectList(ICollection<SelectListItem> Items);

    /// <summary>What the dropdown editor shows.</summary>
    public class DropDownProps
    {
        /// <summary>The choices.</summary>
        public SelectList? SelectList { get; set; }

        /// <summary>Who gives the choices; null when they do not change.</summary>
        public string? ProviderName { get; set; }
    }

    /// <summary>Gives a dropdown its choices; derive from it and name the class in <see cref="InputAttribute.UIHandler"/>.</summary>
    public abstract class DropDownOptionsProviderBase : IPropertyUIHandler
    {
        /// <summary>True asks again whenever another input of the activity changes.</summary>
        protected virtual bool RefreshOnChange => false;

        /// <inheritdoc />
        public float Priority => 0;

        /// <inheritdoc />
        public virtual async ValueTask<IDictionary<string, object>> GetUIPropertiesAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken = default)
        {
            var items = await GetItemsAsync(propertyInfo, context, cancellationToken).ConfigureAwait(false);
            var properties = new Dictionary<string, object>
            {
                [InputUIHints.DropDown] = new DropDownProps { SelectList = new SelectList(items) },
            };
            if (RefreshOnChange)
                properties["Refresh"] = true;
            foreach (var (name, value) in GetUIPropertyAdditionalOptions())
                properties[name] = value;
            return properties;
        }

        /// <summary>The choices; the context is null or the activity as the designer sent it.</summary>
        protected abstract ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken);

        /// <summary>More for the editor.</summary>
        protected virtual IDictionary<string, object> GetUIPropertyAdditionalOptions() => new Dictionary<string, object>();
    }

    /// <summary>The choices that stand in <see cref="InputAttribute.Options"/>, or the names of an enumeration.</summary>
    public class StaticDropDownOptionsProvider : IPropertyUIHandler
    {
        /// <inheritdoc />
        public float Priority => 0;

        /// <inheritdoc />
        public ValueTask<IDictionary<string, object>> GetUIPropertiesAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken = default)
        {
            IDictionary<string, object> properties = new Dictionary<string, object>();
            if (ItemsOf(propertyInfo) is { } items)
                properties[InputUIHints.DropDown] = new DropDownProps { SelectList = new SelectList(items) };
            return ValueTask.FromResult(properties);
        }

        private static List<SelectListItem>? ItemsOf(PropertyInfo property)
        {
            var options = property.GetCustomAttribute<InputAttribute>()?.Options;
            if (options is System.Collections.IEnumerable choices and not string)
                return [.. choices.Cast<object>().Select(x => new SelectListItem(x.ToString()!, x.ToString()!))];
            var type = property.PropertyType;
            if (typeof(Elsa.Workflows.Models.Input).IsAssignableFrom(type) && type.IsGenericType)
                type = type.GenericTypeArguments[0];
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type.IsEnum ? [.. Enum.GetNames(type).Select(x => new SelectListItem(x, x))] : null;
        }
    }
}
