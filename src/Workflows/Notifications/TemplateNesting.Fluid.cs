using System.Diagnostics.CodeAnalysis;
using Fluid;
using Fluid.Ast;

namespace ProcessSales.Workflows.Notifications;

/// <summary>
/// Reads templates whose nesting may be hostile: the parser calls itself for each level, and a stack that overflows ends the whole process. What
/// could be deep is read on a roomy stack, and only what is not deep after all may be rendered.
/// </summary>
internal static class TemplateNesting
{
    /// <summary>Nobody writes more by hand.</summary>
    private const int DeepestNesting = 60;

    /// <summary>So many opening brackets and tags nest harmlessly even if each stands in the one before.</summary>
    private const int Harmless = 40;
    private const int MostOpenings = 4_000;

    /// <summary>Far more than that many openings take.</summary>
    private const int RoomyStack = 64 * 1024 * 1024;

    /// <summary>False when the text is no template or nests too deeply.</summary>
    public static bool TryRead(FluidParser parser, string text, [NotNullWhen(true)] out IFluidTemplate? template, out string error)
    {
        var openings = Openings(text);
        if (openings <= Harmless)
            return parser.TryParse(text, out template, out error);
        (IFluidTemplate? Template, string Error) read = (null, $"It has more than {MostOpenings} brackets and tags.");
        if (openings <= MostOpenings)
        {
            var reading = new Thread(() => read = Read(parser, text), RoomyStack);
            reading.Start();
            reading.Join();
        }

        (template, error) = read;
        return template is not null;
    }

    private static (IFluidTemplate?, string) Read(FluidParser parser, string text)
    {
        if (!parser.TryParse(text, out var template, out var error))
            return (null, error);
        var depth = new Depth();
        depth.VisitTemplate(template);
        return depth.Deepest <= DeepestNesting ? (template, "") : (null, $"It nests deeper than {DeepestNesting} levels.");
    }

    private static int Openings(string text)
    {
        var count = 0;
        var linesAreTags = text.Contains("liquid", StringComparison.Ordinal);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '(' or '[' || (text[at] == '{' && at + 1 < text.Length && text[at + 1] == '%') || (linesAreTags && text[at] == '\n'))
                count++;
        }

        return count;
    }

    private sealed class Depth : AstVisitor
    {
        private int level;

        public int Deepest { get; private set; }

        public override Statement Visit(Statement statement)
        {
            Enter();
            var visited = base.Visit(statement);
            level--;
            return visited;
        }

        public override Expression Visit(Expression expression)
        {
            Enter();
            var visited = base.Visit(expression);
            // What stands in brackets behind a name is not visited by itself.
            foreach (var index in (expression as MemberExpression)?.Segments.OfType<IndexerSegment>() ?? [])
                Visit(index.Expression);
            level--;
            return visited;
        }

        private void Enter() => Deepest = Math.Max(Deepest, ++level);
    }
}
