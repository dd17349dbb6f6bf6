// SPDX-License-Identifier: Apache-2.0
// Serves Bench::Adder and writes its reference to the file that the last argument names.
#include <bench.hh>
#include <cstdio>
#include <fstream>

class Adder : public POA_Bench::Adder {
    void nothing() override {}
    CORBA::Long add(CORBA::Long a, CORBA::Long b) override { return a + b; }
};

int main(int argc, char **argv) {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var root = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(root);
    Adder *adder = new Adder;
    PortableServer::ObjectId_var id = poa->activate_object(adder);
    CORBA::Object_var object = adder->_this();
    CORBA::String_var text = orb->object_to_string(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    std::string path = argv[argc - 1];
    std::ofstream(path + ".new") << static_cast<const char *>(text);
    std::rename((path + ".new").c_str(), path.c_str());
    orb->run();
}
