using System.Text.Json;
using Elsa.Expressions.Models;

namespace Elsa.Expressions.Contracts
{
    /// <summary>Evaluates expressions of every known type.</summary>
    public interface IExpressionEvaluator
    {
        /// <summary>The value converted to <typeparamref name="T"/>.</summary>
        ValueTask<T?> EvaluateAsync<T>(Expression expression, ExpressionExecutionContext context, ExpressionEvaluatorOptions? options = null);

        /// <summary>The value converted to <paramref name="returnType"/>.</summary>
        ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions? options = null);
    }

    /// <summary>Evaluates expressions of one type.</summary>
    public interface IExpressionHandler
    {
        /// <summary>The value converted to <paramref name="returnType"/>; an exception becomes an incident of the activity.</summary>
        ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions options);
    }

    /// <summary>Adds expression types.</summary>
    public interface IExpressionDescriptorProvider
    {
        /// <summary>Called once at start.</summary>
        IEnumerable<ExpressionDescriptor> GetDescriptors();
    }

    /// <summary>The expression types that are known.</summary>
    public interface IExpressionDescriptorRegistry
    {
        /// <summary>Every type, in the order of registration.</summary>
        IEnumerable<ExpressionDescriptor> ListAll();

        /// <summary>The descriptor of that type, or null.</summary>
        ExpressionDescriptor? Find(string type);
    }

    /// <summary>The short names under which CLR types may stand in JSON. A type without a name is never made from JSON.</summary>
    public interface IWellKnownTypeRegistry
    {
        /// <summary>Adds a name; a later registration of the same name wins.</summary>
        void RegisterType(Type type, string alias);

        /// <summary>The name of a type.</summary>
        bool TryGetAlias(Type type, out string alias);

        /// <summary>The type of a name.</summary>
        bool TryGetType(string alias, out Type type);

        /// <summary>Every type that has a name.</summary>
        IEnumerable<Type> ListTypes();
    }
}

namespace Elsa.Expressions.Models
{
    using Elsa.Expressions.Contracts;

    /// <summary>Describes an expression type to the engine and to the designer.</summary>
    public class ExpressionDescriptor
    {
        /// <summary>The name that stands in JSON.</summary>
        public string Type { get; init; } = default!;

        /// <summary>The name that people see.</summary>
        public string DisplayName { get; set; } = default!;

        /// <summary>False when the expression cannot be written as JSON.</summary>
        public bool IsSerializable { get; set; } = true;

        /// <summary>False hides it in the designer.</summary>
        public bool IsBrowsable { get; set; } = true;

        /// <summary>Hints for the designer, such as the editor's language.</summary>
        public IDictionary<string, object> Properties { get; set; } = new Dictionary<string, object>();

        /// <summary>Makes or finds the handler.</summary>
        public Func<IServiceProvider, IExpressionHandler> HandlerFactory { get; set; } = default!;

        /// <summary>Makes the place in which a value of this type is kept.</summary>
        public Func<MemoryBlockReference> MemoryBlockReferenceFactory { get; set; } = () => new MemoryBlockReference();

        /// <summary>Reads the expression from JSON.</summary>
        public Func<ExpressionSerializationContext, Expression> Deserialize { get; set; } = default!;
    }

    /// <summary>What an <see cref="ExpressionDescriptor"/> reads an expression from; the element is the whole expression object.</summary>
    public record ExpressionSerializationContext(string ExpressionType, JsonElement JsonElement, JsonSerializerOptions Options, Type MemoryBlockType);

    /// <summary>Extra values that an expression may read.</summary>
    public class ExpressionEvaluatorOptions
    {
        /// <summary>No extra values.</summary>
        public static readonly ExpressionEvaluatorOptions Empty = new();

        /// <summary>The values by name.</summary>
        public IDictionary<string, object> Arguments { get; set; } = new Dictionary<string, object>();
    }
}
