using System.Globalization;
using System.Text;

namespace Marketing.Benchmarks.Quick;

/// <summary>Seconds and megabytes over interactions, both axes logarithmic: what grows like the interactions runs beside the dashed line.</summary>
internal static class GrowthPlot
{
    private const int Width = 420;
    private const int Height = 300;
    private const int Margin = 60;
    private static readonly string[] Colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd"];

    public static string Draw(IReadOnlyDictionary<string, List<(double Interactions, double Seconds, double Megabytes)>> lines)
    {
        var svg = new StringBuilder();
        svg.AppendLine(
            Text(
                $"<svg xmlns='http://www.w3.org/2000/svg' width='{2 * (Width + Margin)}' height='{Height + (2 * Margin)}' font-family='sans-serif' font-size='12'>"
            )
        );
        Panel(svg, 0, "CPU seconds", lines.ToDictionary(line => line.Key, line => line.Value.ConvertAll(p => (p.Interactions, p.Seconds))));
        Panel(
            svg,
            Width + Margin,
            "peak megabytes",
            lines.ToDictionary(line => line.Key, line => line.Value.ConvertAll(p => (p.Interactions, p.Megabytes)))
        );
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Panel(StringBuilder svg, int left, string title, Dictionary<string, List<(double X, double Y)>> lines)
    {
        var all = lines.Values.SelectMany(points => points).Where(point => point.Y > 0).ToArray();
        var (fromX, toX) = (Math.Floor(all.Min(p => Math.Log10(p.X))), Math.Ceiling(all.Max(p => Math.Log10(p.X))));
        var (fromY, toY) = (Math.Floor(all.Min(p => Math.Log10(p.Y))), Math.Ceiling(all.Max(p => Math.Log10(p.Y))));
        double X(double value) => left + Margin + ((Math.Log10(value) - fromX) / Math.Max(1, toX - fromX) * (Width - Margin));
        double Y(double value) => Margin + Height - ((Math.Log10(value) - fromY) / Math.Max(1, toY - fromY) * Height);
        svg.AppendLine(
            Text($"<text x='{left + Margin}' y='{Margin - 30}' font-weight='bold'>{title} over interactions (dashed: in proportion)</text>")
        );
        for (var power = fromX; power <= toX; power++)
        {
            Line(svg, X(Math.Pow(10, power)), Margin, X(Math.Pow(10, power)), Margin + Height, "#ddd");
            svg.AppendLine(Text($"<text x='{X(Math.Pow(10, power)):0}' y='{Margin + Height + 18}' text-anchor='middle'>10^{power}</text>"));
        }

        for (var power = fromY; power <= toY; power++)
        {
            Line(svg, left + Margin, Y(Math.Pow(10, power)), left + Width, Y(Math.Pow(10, power)), "#ddd");
            svg.AppendLine(Text($"<text x='{left + Margin - 6}' y='{Y(Math.Pow(10, power)) + 4:0}' text-anchor='end'>10^{power}</text>"));
        }

        var colour = 0;
        foreach (var (name, points) in lines)
        {
            var drawn = points.FindAll(point => point.Y > 0);
            var path = string.Join(' ', drawn.Select(point => Text($"{X(point.X):0.0},{Y(point.Y):0.0}")));
            svg.AppendLine(Text($"<polyline points='{path}' fill='none' stroke='{Colours[colour % Colours.Length]}' stroke-width='2'/>"));
            svg.AppendLine(
                Text(
                    $"<text x='{left + Margin + 8}' y='{Margin + 16 + (16 * colour)}' fill='{Colours[colour % Colours.Length]}'>{name}</text>"
                )
            );
            if (colour++ == 0 && drawn.Count > 1)
            {
                var (first, last) = (drawn[0], drawn[^1]);
                Line(svg, X(first.X), Y(first.Y), X(last.X), Y(first.Y * last.X / first.X), "#888", "stroke-dasharray='5 4'");
            }
        }
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string colour, string more = "") =>
        svg.AppendLine(Text($"<line x1='{x1:0.0}' y1='{y1:0.0}' x2='{x2:0.0}' y2='{y2:0.0}' stroke='{colour}' {more}/>"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
