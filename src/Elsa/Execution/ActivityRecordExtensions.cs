using Elsa.Expressions.Models;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>What an execution has got and given, for whoever records it.</summary>
public static class ActivityExecutionContextExtensions
{
    /// <summary>The evaluated inputs by name.</summary>
    public static IDictionary<string, object> GetInputs(this ActivityExecutionContext context) => context.ActivityState;

    /// <summary>The outputs by name; null for one that was not set.</summary>
    public static IDictionary<string, object> GetOutputs(this ActivityExecutionContext context)
    {
        var outputs = new Dictionary<string, object>();
        var register = context.WorkflowExecutionContext.GetActivityOutputRegister();
        foreach (var descriptor in context.ActivityDescriptor.Outputs)
        {
            if (descriptor.IsSerializable == false)
                continue;
            var value = register.FindOutputByActivityInstanceId(context.Id, descriptor.Name);
            if (value is null && descriptor.ValueGetter(context.Activity) is Output { Reference: { Id: not null } reference })
                value = context.Get((MemoryBlockReference)reference);
            outputs[descriptor.Name] = value!;
        }

        return outputs;
    }
}
