package com.example;

import io.celeriac.Task;
import java.util.List;

/** Tasks of numbers. The annotation processor writes {@code ArithmeticTasks} beside it. */
public class Arithmetic {

  @Task("arithmetic.add")
  int add(int x, int y) {
    return x + y;
  }

  @Task("arithmetic.sum")
  long sum(List<Integer> numbers) {
    return numbers.stream().mapToLong(Integer::longValue).sum();
  }
}
