using System.Globalization;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace ProcessSales.Workflows.Notifications;

/// <summary>What a template may use up: steps, time, the length of its output and of every text on the way there (trial S-06).</summary>
internal static class TemplateLimits
{
    /// <summary>Longest output and longest template, characters.</summary>
    public const int Output = 1024 * 1024;

    private const int Steps = 50_000;
    private const int LongestRange = 5_000;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    // Filters that can make a long text out of short ones.
    private static readonly string[] Growing = ["append", "prepend", "replace", "replace_first", "replace_last", "join", "format_string"];

    public static TemplateOptions Options(Action<string> unknown)
    {
        var options = new TemplateOptions
        {
            MaxSteps = Steps,
            // Nothing can include itself here; what the renderer counts as recursion is the rounds of inner loops.
            MaxRecursion = Steps,
            CultureInfo = CultureInfo.InvariantCulture,
            Assigned = (_, value, _) => ValueTask.FromResult(Bounded(value)),
            Captured = (_, value, _) => ValueTask.FromResult(Bounded(value)),
            Undefined = name =>
            {
                unknown(name);
                return ValueTask.FromResult<FluidValue>(NilValue.Instance);
            },
        };
        foreach (var name in Growing)
        {
            if (!options.Filters.TryGetValue(name, out var filter)) continue;
            var multiplies = name is not ("append" or "prepend");
            options.Filters.AddFilter(name, async (input, arguments, context) =>
            {
                var lengths = Enumerable.Range(0, arguments.Count).Select(index => (double)Length(arguments.At(index))).ToList();
                var most = multiplies ? Length(input) * Math.Max(1.0, lengths.DefaultIfEmpty().Max()) : Length(input) + lengths.Sum();
                if (most > 4.0 * Output) throw TooLong();
                return Bounded(await filter(input, arguments, context));
            });
        }

        return options;
    }

    /// <summary>The template with its ranges bounded: <c>(1..n)</c> is made whole before the first round of its loop.</summary>
    public static IFluidTemplate Guard(IFluidTemplate template) => new RangeGuard().VisitTemplate(template);

    /// <summary>Takes the output until it is too long or takes too long.</summary>
    public static StringWriter Writer() => new BoundedWriter();

    private static FluidValue Bounded(FluidValue value) => Length(value) > Output ? throw TooLong() : value;

    private static int Length(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue list => list.Values.Count > Steps ? throw TooLong() : list.Values.Sum(each => each is StringValue text ? text.ToStringValue().Length : 8),
        _ => 8,
    };

    private static InvalidOperationException TooLong() => new($"it makes a text of more than {Output} characters");

    private sealed class BoundedWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        private readonly long began = TimeProvider.System.GetTimestamp();

        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
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

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > Output) throw TooLong();
            if (TimeProvider.System.GetElapsedTime(began) > Time) throw new InvalidOperationException($"it takes more than {Time.TotalSeconds:0} s");
        }
    }

    private sealed class RangeGuard : AstRewriter
    {
        protected override Expression VisitRangeExpression(RangeExpression rangeExpression) => new BoundedRange(rangeExpression);
    }

    private sealed class BoundedRange(RangeExpression range) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var from = (await range.From.EvaluateAsync(context)).ToNumberValue();
            var to = (await range.To.EvaluateAsync(context)).ToNumberValue();
            return to - from <= LongestRange ? await range.EvaluateAsync(context) : throw new InvalidOperationException($"a range has more than {LongestRange} numbers");
        }

        protected override Expression Accept(AstVisitor visitor) => this;
    }
}
