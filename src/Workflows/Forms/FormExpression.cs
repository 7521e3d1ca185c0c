using System.Globalization;

namespace ProcessSales.Workflows.Forms;

/// <summary>A formula of a form cannot be read.</summary>
public sealed class FormExpressionException(string text, int position, string problem)
    : Exception($"'{text}' at {position + 1}: {problem}")
{
    /// <summary>Where in the text, from 0.</summary>
    public int Position => position;
}

/// <summary>
/// A formula such as <c>sum(costs.amount)</c> or <c>promoSupply &lt; product.floorPrice</c>: numbers are decimals, a missing value makes the
/// result of a calculation missing, and nothing can loop. Immutable.
/// </summary>
public sealed class FormExpression
{
    private const int LongestText = 1000;
    private const int DeepestNesting = 30;

    private FormExpression(string text, Node root)
    {
        Text = text;
        Root = root;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    internal Node Root { get; }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="FormExpressionException">It is not one.</exception>
    public static FormExpression Parse(string text)
    {
        if (text.Length > LongestText) throw new FormExpressionException(text[..40] + "…", LongestText, "too long");
        var reader = new Reader(text);
        return new(text, reader.Whole());
    }

    /// <summary>Every name that the formula reads, as its path.</summary>
    internal IEnumerable<IReadOnlyList<string>> Names() => Names(Root);

    internal static IEnumerable<Node> Inside(Node node) => node switch
    {
        Call outer => outer.Arguments,
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        _ => [],
    };

    private static IEnumerable<IReadOnlyList<string>> Names(Node node) => node is Name name ? [name.Path] : Inside(node).SelectMany(Names);

    internal abstract record Node;

    internal sealed record Constant(object? Value) : Node;

    internal sealed record Name(IReadOnlyList<string> Path) : Node;

    internal sealed record Unary(char Operator, Node Operand) : Node;

    internal sealed record Binary(string Operator, Node Left, Node Right) : Node;

    internal sealed record Call(string Function, IReadOnlyList<Node> Arguments) : Node;

    private sealed class Reader(string text)
    {
        private static readonly string[][] Levels = [["or"], ["and"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];
        private int at;
        private int depth;

        public Node Whole()
        {
            var node = Level(0);
            Blank();
            return at == text.Length ? node : throw Problem("unexpected text");
        }

        private Node Level(int level)
        {
            if (level == Levels.Length) return Prefixed();
            var left = Level(level + 1);
            while (Operator(Levels[level]) is { } found) left = new Binary(found, left, Level(level + 1));
            return left;
        }

        private Node Prefixed()
        {
            if (++depth > DeepestNesting) throw Problem("nested too deeply");
            Blank();
            Node node;
            if (Take('-')) node = new Unary('-', Prefixed());
            else if (Word("not")) node = new Unary('!', Prefixed());
            else node = Primary();
            depth--;
            return node;
        }

        private Node Primary()
        {
            Blank();
            if (at == text.Length) throw Problem("something is missing");
            if (Take('('))
            {
                var inner = Level(0);
                Expect(')');
                return inner;
            }

            var c = text[at];
            if (c is '\'' or '"') return new Constant(Quoted(c));
            if (char.IsAsciiDigit(c)) return new Constant(Number());
            if (!char.IsAsciiLetter(c) && c != '_') throw Problem("unexpected character");
            var name = Identifier();
            if (name is "true" or "false") return new Constant(name == "true");
            if (name == "null") return new Constant(null);
            if (Take('(')) return new Call(name, Arguments());
            var path = new List<string> { name };
            while (Take('.')) path.Add(Identifier());
            return new Name(path);
        }

        private List<Node> Arguments()
        {
            var arguments = new List<Node>();
            Blank();
            if (Take(')')) return arguments;
            do
            {
                arguments.Add(Level(0));
                Blank();
            }
            while (Take(','));
            Expect(')');
            return arguments;
        }

        private string? Operator(string[] candidates)
        {
            Blank();
            foreach (var candidate in candidates)
            {
                if (char.IsAsciiLetter(candidate[0]) ? Word(candidate) : Symbol(candidate)) return candidate;
            }

            return null;
        }

        private bool Symbol(string symbol)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) != 0) return false;
            at += symbol.Length;
            return true;
        }

        private bool Word(string word)
        {
            var end = at + word.Length;
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0 || (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))) return false;
            at = end;
            return true;
        }

        private string Identifier()
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
            return at > start ? text[start..at] : throw Problem("a name is missing");
        }

        private decimal Number()
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            return decimal.TryParse(text[start..at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Problem("not a number");
        }

        private string Quoted(char quote)
        {
            var end = text.IndexOf(quote, at + 1);
            if (end < 0) throw Problem("the quote is not closed");
            var value = text[(at + 1)..end];
            at = end + 1;
            return value;
        }

        private bool Take(char c)
        {
            if (at == text.Length || text[at] != c) return false;
            at++;
            return true;
        }

        private void Expect(char c)
        {
            Blank();
            if (!Take(c)) throw Problem($"'{c}' is missing");
        }

        private void Blank()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }

        private FormExpressionException Problem(string problem) => new(text, at, problem);
    }
}
