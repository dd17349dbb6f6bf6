// SPDX-License-Identifier: Apache-2.0
// Prints how many microseconds a call of add takes, the median of five runs: client REFERENCE_FILE
#include <bench.hh>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

int main(int argc, char **argv) {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    std::string reference;
    std::ifstream(argv[argc - 1]) >> reference;
    CORBA::Object_var object = orb->string_to_object(reference.c_str());
    Bench::Adder_var adder = Bench::Adder::_narrow(object);
    const int count = 20000;
    double runs[5];
    long sum = 0;
    for (double &run : runs) {
        auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < count; i++) sum += adder->add(i, 2);
        run = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / count;
    }
    std::sort(runs, runs + 5);
    std::printf("%f\n", sum ? runs[2] : 0.0);
}
