using System.Globalization;
using System.Text;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Elsa.Expressions.Liquid;

/// <summary>What a template may use up: steps, recursion, time, the length of its output and of every text on the way there.</summary>
internal static class LiquidLimits
{
    public const int Output = 1024 * 1024;

    private const int Steps = 100_000;

    // Templates cannot include others; what is counted here is mostly the rounds of inner loops.
    private const int Recursion = Steps;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    // Filters that can make a long text out of two short ones.
    private static readonly string[] Multiplying = ["append", "prepend", "replace", "replace_first", "replace_last", "join", "format_string"];

    public static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions
        {
            MaxSteps = Steps,
            MaxRecursion = Recursion,
            CultureInfo = CultureInfo.InvariantCulture,
            Assigned = (_, value, context) => new ValueTask<FluidValue>(Measured(value, context)),
            Captured = (_, value, context) => new ValueTask<FluidValue>(Measured(value, context)),
        };
        foreach (var name in Multiplying)
            if (options.Filters.TryGetValue(name, out var filter))
                options.Filters.AddFilter(name, async (input, arguments, context) =>
                {
                    var product = (double)LengthOf(input, context) * Math.Max(1, Enumerable.Range(0, arguments.Count).Max(i => LengthOf(arguments.At(i), context)));
                    var sum = LengthOf(input, context) + Enumerable.Range(0, arguments.Count).Sum(i => (double)LengthOf(arguments.At(i), context));
                    if ((name is "append" or "prepend" ? sum : product) > 4.0 * Output)
                        throw TooLong();
                    return Measured(await filter(input, arguments, context).ConfigureAwait(false), context);
                });
        return options;
    }

    public static async Task<string> RenderAsync(IFluidTemplate template, TemplateContext context, CancellationToken cancellationToken)
    {
        using var writer = new BoundedWriter(TimeProvider.System.GetTimestamp(), cancellationToken);
        await template.RenderAsync(writer, NullEncoder.Default, context).ConfigureAwait(false);
        return writer.ToString();
    }

    private static FluidValue Measured(FluidValue value, TemplateContext context) =>
        LengthOf(value, context) > Output ? throw TooLong() : value;

    private static int LengthOf(FluidValue value, TemplateContext context) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue array => array.Values.Count > Steps ? throw TooLong() : array.Values.Sum(x => x is StringValue text ? text.ToStringValue().Length : 8),
        _ => 8,
    };

    private static InvalidOperationException TooLong() => new($"The template was stopped: it makes a text of more than {Output} characters.");

    private sealed class BoundedWriter(long began, CancellationToken cancellationToken) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        private void Check(int length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (GetStringBuilder().Length + length > Output)
                throw TooLong();
            if (TimeProvider.System.GetElapsedTime(began) > Time)
                throw new TimeoutException($"The template was stopped after {Time.TotalSeconds:0} s.");
        }
    }
}

/// <summary>A range such as <c>(1..n)</c> is made as a whole before the first round of its loop, so its length is checked before.</summary>
internal sealed class RangeGuard : AstRewriter
{
    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) => new BoundedRange(rangeExpression);

    private sealed class BoundedRange(RangeExpression range) : Expression
    {
        private const int Longest = 10_000;

        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var from = (await range.From.EvaluateAsync(context).ConfigureAwait(false)).ToNumberValue();
            var to = (await range.To.EvaluateAsync(context).ConfigureAwait(false)).ToNumberValue();
            return to - from <= Longest
                ? await range.EvaluateAsync(context).ConfigureAwait(false)
                : throw new InvalidOperationException($"The template was stopped: a range has more than {Longest} numbers.");
        }

        protected override Expression Accept(AstVisitor visitor) => this;
    }
}
