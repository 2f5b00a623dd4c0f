package io.dwr.benchmarks.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The figures as a Markdown table that reads well in a terminal, too. */
public final class FigureTable {
    private static final List<String> TITLES = List.of("figure", "dwr", "reference", "ratio", "budget", "");

    private static final int LEAST_WIDTH = 3;

    private FigureTable() {}

    public static String of(List<Figure> figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        figures.forEach(figure -> rows.add(row(figure)));
        int[] widths = new int[TITLES.size()];
        Arrays.fill(widths, LEAST_WIDTH);
        rows.forEach(row -> widen(widths, row));
        StringBuilder table = new StringBuilder();
        for (int index = 0; index < rows.size(); index++) {
            table.append(line(rows.get(index), widths));
            if (index == 0) {
                table.append(rule(widths));
            }
        }
        return table.toString();
    }

    private static List<String> row(Figure figure) {
        Unit unit = figure.unit();
        return List.of(
                figure.name(),
                unit.text(figure.ours()),
                figure.engine() == null ? "" : unit.text(figure.engine()),
                figure.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                figure.budget() == null ? "" : figure.budget().text(unit),
                verdict(figure));
    }

    private static String verdict(Figure figure) {
        if (figure.budget() == null) {
            return "";
        }
        return figure.isOk() ? "ok" : "NOT OK";
    }

    private static void widen(int[] widths, List<String> row) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(' ')
                    .append(cell)
                    .repeat(" ", widths[column] - cell.length())
                    .append(" |");
        }
        return line.append('\n').toString();
    }

    private static String rule(int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int width : widths) {
            line.append(' ').repeat("-", width).append(" |");
        }
        return line.append('\n').toString();
    }
}
