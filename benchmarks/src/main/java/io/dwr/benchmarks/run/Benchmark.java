package io.dwr.benchmarks.run;

import io.dwr.benchmarks.figure.Figure;
import java.util.List;

/** A group of figures that are measured together. */
public interface Benchmark {
    List<Figure> measure() throws Exception;
}
